"""From people to a sealed pool (steps 1 and 2)."""

from dataclasses import replace
from hashlib import sha256
from hmac import digest

import numpy as np
import pytest

from participation.sortition.canonical import canonical
from participation.sortition.errors import PoolError
from participation.sortition.leaves import Person, identity_bytes, identity_commitment, seal_pool
from participation.sortition.receipt import leaf_of_person
from participation.sortition.rows import hex_of
from tests.sortition.samples import PARITY, crowd, person, salt


def test_a_leaf_is_made_of_the_bytes_of_the_protocol() -> None:
    someone = person(1, {"gender": "F"}, "h1")
    c = digest(someone.identity_salt, b"conseil-draw/1/identity\n" + canonical(someone.identity), "sha256")
    d = digest(someone.profile_salt, b'conseil-draw/1/profile\n{"gender":"F"}', "sha256")
    entry = canonical({"household": "h1", "identity": c.hex(), "profile": d.hex()})
    assert leaf_of_person(someone) == sha256(b"\x00" + entry).digest()


def test_the_pool_is_sorted_by_leaf_and_remembers_who_is_who() -> None:
    people = crowd(20, PARITY, dwellings=7)
    pool = seal_pool(iter(people))
    leaves = [leaf_of_person(each) for each in people]
    assert hex_of(pool.leaves) == [leaf.hex() for leaf in sorted(leaves)]
    assert sorted(pool.order.tolist()) == list(range(20))
    for index in range(pool.size):
        someone = people[pool.order[index]]
        assert pool.leaves[index].tobytes() == leaf_of_person(someone)
        assert pool.profile(index) == someone.profile
        assert pool.household(index) == someone.household
        assert pool.profile_salts[index].tobytes() == someone.profile_salt


def test_the_order_in_which_people_come_changes_nothing() -> None:
    people = crowd(20, PARITY, dwellings=7)
    pool, other = seal_pool(people), seal_pool(people[::-1])
    assert pool.root == other.root
    assert pool.profiles == other.profiles
    assert (pool.profile_of == other.profile_of).all()
    assert [pool.household(i) for i in range(20)] == [other.household(i) for i in range(20)]


def test_profiles_are_distinct_and_sorted_by_their_print_whatever_the_order_of_their_keys() -> None:
    people = [
        person(1, {"b": "2", "a": "1"}),
        person(2, {"a": "1", "b": "2"}),
        person(3, {"a": "0", "b": "2"}),
    ]
    assert seal_pool(people).profiles == ({"a": "0", "b": "2"}, {"a": "1", "b": "2"})


def test_a_leaf_that_ends_in_zero_is_kept_whole() -> None:
    number = next(n for n in range(10_000) if leaf_of_person(person(n, {}))[-1] == 0)
    pool = seal_pool([person(number, {})])
    assert hex_of(pool.leaves)[0].endswith("00")
    assert np.array_equal(pool.leaves[0], np.frombuffer(leaf_of_person(person(number, {})), dtype=np.uint8))


@pytest.mark.parametrize(
    "identity",
    [
        {"a": "x"},
        {"family_name": "Élégant", "given_name": "王芳 😀"},
        {"name": 'Nom "2" \\'},
        {"street": "l’été\u00a0!"},
        {"\uff41": "b", "\U0001f600": "a"},
    ],
)
def test_the_short_way_prints_what_the_long_way_does(identity: dict[str, str]) -> None:
    assert identity_bytes(identity) == canonical(identity)


@pytest.mark.parametrize(
    "text", ["", " a", "a ", "a  b", "e\u0301", "a\nb", "a\u200b", "\ud800", 'x" ', '" x"  ']
)
def test_an_identity_that_holds_no_text_is_refused_and_named(text: str) -> None:
    with pytest.raises(PoolError) as caught:
        seal_pool(
            [person(0, {}), Person({"given_name": "Zoé", "family_name": text}, salt("a"), {}, salt("b"))]
        )
    assert (caught.value.code, caught.value.params) == (
        "identity_text",
        {"key": "family_name", "position": 1},
    )


def test_an_identity_of_something_else_than_texts_is_refused() -> None:
    for identity in ({"a": {"b": 1}}, {"a": 1}, {"a": ["b"]}, {"a": None}):
        with pytest.raises(PoolError, match="identity_text"):
            identity_commitment(salt("a"), identity)  # type: ignore[arg-type]
    with pytest.raises(PoolError, match="identity_empty"):
        identity_commitment(salt("a"), {})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"household": "2 bis"}, "household_code"),
        ({"household": ""}, "household_code"),
        ({"profile": {"gender": "not a code"}}, "profile_code"),
        ({"profile": {"é": "F"}}, "profile_code"),
        ({"identity_salt": b"short"}, "salt_length"),
        ({"profile_salt": bytes(33)}, "salt_length"),
    ],
)
def test_what_cannot_be_sealed_is_refused_with_its_position(change: dict[str, object], code: str) -> None:
    wrong = replace(person(3, {"gender": "F"}), **change)  # type: ignore[arg-type]
    with pytest.raises(PoolError) as caught:
        seal_pool([person(1, {"gender": "F"}), wrong])
    assert caught.value.code == code
    assert caught.value.params["position"] == 1


def test_nobody_and_twice_the_same_person_are_refused() -> None:
    with pytest.raises(PoolError, match="empty_pool"):
        seal_pool([])
    with pytest.raises(PoolError) as caught:
        seal_pool([person(1, {}), person(2, {}), person(1, {})])
    assert caught.value.code == "same_leaf_twice"
    assert {caught.value.params["position"], caught.value.params["other"]} == {0, 2}
