"""The Merkle tree over the sorted leaves (step 2): root, inclusion proof, check of a proof.

Leaves come in already hashed (their 0x00 prefix is in `leaves`). Pairing level by level, the odd node rising
unchanged, gives the same tree as the recursive definition of the RFC.
"""

from collections.abc import Sequence
from hashlib import sha256

from participation.sortition.errors import ProofError
from participation.sortition.rows import WIDTH

_NODE = b"\x01"


def tree_levels(leaves: bytes) -> list[bytes]:
    """Return the levels of the tree, leaves first, root last.

    Args:
        leaves: Leaf hashes joined in order. Length n × 32 bytes.

    Raises:
        ProofError: There is no leaf.

    Source:
        RFC 9162, section 2.1.1.
    """
    if not leaves:
        raise ProofError("empty_pool")
    levels = [leaves]
    while len(levels[-1]) > WIDTH:
        levels.append(_parents(levels[-1]))
    return levels


def _parents(level: bytes) -> bytes:
    pair = 2 * WIDTH
    paired = len(level) - len(level) % pair
    nodes = [sha256(_NODE + level[start : start + pair]).digest() for start in range(0, paired, pair)]
    return b"".join(nodes) + level[paired:]


def root_of(leaves: bytes) -> bytes:
    """Return the root over joined leaf hashes. 32 bytes; errors of `tree_levels`."""
    return tree_levels(leaves)[-1]


def inclusion_proof(levels: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of leaf `index`, lowest sibling first.

    Raises:
        ProofError: No leaf has this index.

    Source:
        RFC 9162, section 2.1.3.1.
    """
    if not 0 <= index < len(levels[0]) // WIDTH:
        raise ProofError("index_out_of_range", index=index, size=len(levels[0]) // WIDTH)
    path = []
    for level in levels[:-1]:
        sibling = (index ^ 1) * WIDTH
        if sibling < len(level):
            path.append(level[sibling : sibling + WIDTH])
        index >>= 1
    return path


def root_from_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to.

    Args:
        leaf: Leaf hash, 32 bytes.
        index: Position of the leaf, from 0.
        size: Number of leaves.
        path: Siblings, lowest first, 32 bytes each.

    Raises:
        ProofError: The index is outside the tree, or the path is longer or shorter than the tree is high.

    Source:
        RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofError("index_out_of_range", index=index, size=size)
    node, last = index, size - 1
    for sibling in path:
        if last == 0:
            raise ProofError("path_too_long", found=len(path))
        if node & 1 or node == last:
            leaf = sha256(_NODE + sibling + leaf).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = sha256(_NODE + leaf + sibling).digest()
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("path_too_short", found=len(path))
    return leaf
