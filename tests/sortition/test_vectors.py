"""The worked examples of the protocol, made by an independent implementation."""

from copy import deepcopy
from typing import Any

import pytest

from participation.sortition.errors import VerificationError
from participation.sortition.lottery import panel_number
from participation.sortition.receipt import check_receipt
from participation.sortition.rows import hex_of
from participation.sortition.tickets import tickets_of
from participation.sortition.verify import verify
from tests.sortition.samples import VECTORS

HOLDS = {vector["name"]: vector for vector in VECTORS["holds"]}


def broken(vector: dict[str, Any]) -> dict[str, Any]:
    """Return the transcript of a `must_fail` vector."""
    transcript: Any = deepcopy(HOLDS[vector["of"]]["transcript"])
    for change in vector["set"]:
        place = transcript
        for key in change["path"][:-1]:
            place = place[key]
        place[change["path"][-1]] = change["to"]
    return dict(transcript)


@pytest.mark.parametrize("name", HOLDS)
def test_vector_holds_to_the_byte(name: str) -> None:
    vector = HOLDS[name]
    report = verify(vector["transcript"], witness=vector["witness"])
    assert report.unchecked == ()
    assert hex_of(report.pool.leaves) == vector["leaves"]
    assert report.pool.root.hex() == vector["transcript"]["parameters"]["pool"]["root"]
    assert hex_of(tickets_of(bytes.fromhex(report.seed), report.pool.leaves)) == vector["tickets"]
    assert report.order.tolist() == vector["ranking"]
    assert list(report.seated) == vector["seated"]
    for receipt in vector["receipts"]:
        assert check_receipt(receipt, report.parameters) == receipt["index"]


@pytest.mark.parametrize("vector", VECTORS["must_fail"], ids=lambda vector: vector["why"].replace(" ", "-"))
def test_broken_vector_stops_at_its_step(vector: dict[str, Any]) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(broken(vector))
    assert caught.value.step == vector["fails_at_step"]


@pytest.mark.parametrize("vector", VECTORS["panel_number"])
def test_panel_number_passes_over_the_uneven_tail(vector: dict[str, Any]) -> None:
    assert panel_number(map(int, vector["x"]), vector["panels"]) == vector["number"]


def test_closed_profiles_hold_without_their_file_and_say_what_is_not_checked() -> None:
    vector = HOLDS["lottery, closed profiles, witnesses' file"]
    report = verify(vector["transcript"])
    assert report.unchecked == ("profiles", "portfolio", "selected", "substitutions")
    assert report.closed == len(vector["witness"]["profiles"])
    assert (report.smallest_chance, report.largest_chance) == (None, None)


def test_every_kind_of_vector_is_there() -> None:
    assert (len(HOLDS), len(VECTORS["must_fail"]), len(VECTORS["panel_number"])) == (13, 73, 1)
