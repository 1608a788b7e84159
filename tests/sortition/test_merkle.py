"""The Merkle tree (step 2) against the recursive definition of the RFC."""

from hashlib import sha256

import pytest

from participation.sortition.errors import ProofError
from participation.sortition.merkle import inclusion_proof, root_from_proof, root_of, tree_levels
from tests.sortition.samples import salt


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it is written."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01" + recursive_root(leaves[:k]) + recursive_root(leaves[k:])).digest()


def recursive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1, as it is written."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if index < k:
        return [*recursive_path(index, leaves[:k]), recursive_root(leaves[k:])]
    return [*recursive_path(index - k, leaves[k:]), recursive_root(leaves[:k])]


@pytest.mark.parametrize("size", range(1, 35))
def test_root_and_every_path_are_those_of_the_rfc(size: int) -> None:
    leaves = [salt(f"leaf {number}") for number in range(size)]
    levels = tree_levels(b"".join(leaves))
    root = root_of(b"".join(leaves))
    assert root == levels[-1] == recursive_root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(levels, index)
        assert path == recursive_path(index, leaves)
        assert root_from_proof(leaf, index, size, path) == root


def leads_to(root: bytes, leaf: bytes, index: int, size: int, path: list[bytes]) -> bool:
    """Tell whether a proof holds."""
    try:
        return root_from_proof(leaf, index, size, path) == root
    except ProofError:
        return False


@pytest.mark.parametrize("size", range(2, 12))
def test_a_proof_holds_for_no_other_place_leaf_or_length(size: int) -> None:
    leaves = [salt(f"leaf {number}") for number in range(size)]
    levels, root = tree_levels(b"".join(leaves)), root_of(b"".join(leaves))
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(levels, index)
        assert root_from_proof(salt("other"), index, size, path) != root
        with pytest.raises(ProofError, match="path_too_long"):
            root_from_proof(leaf, index, size, [*path, salt("one more"), salt("two more")])
        with pytest.raises(ProofError, match="path_too_short"):
            root_from_proof(leaf, index, size, path[:-1])
        for other in set(range(size)) - {index}:
            assert not leads_to(root, leaf, other, size, path)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    leaves = [salt(f"leaf {number}") for number in range(4)]
    levels = tree_levels(b"".join(leaves))
    node, sibling = levels[1][:32], levels[1][32:]
    with pytest.raises(ProofError, match="path_too_short"):
        root_from_proof(node, 0, 4, [sibling])


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_an_index_outside_the_tree_is_refused(index: int) -> None:
    levels = tree_levels(b"".join(salt(f"leaf {number}") for number in range(3)))
    with pytest.raises(ProofError, match="index_out_of_range"):
        inclusion_proof(levels, index)
    with pytest.raises(ProofError, match="index_out_of_range"):
        root_from_proof(levels[0][:32], index, 3, [])


def test_an_empty_pool_has_no_tree() -> None:
    with pytest.raises(ProofError, match="empty_pool"):
        tree_levels(b"")
