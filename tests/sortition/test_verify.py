"""What a verification compares, says and refuses, besides the worked examples."""

from copy import deepcopy
from typing import Any

import pytest

from participation.sortition.errors import VerificationError
from participation.sortition.report import Seen
from participation.sortition.verify import verify
from tests.sortition.samples import CHANCE, TWO_CATEGORIES, make_case

RANKED = make_case(dwellings=17).with_departures((0, 2))
WITNESSED = make_case(dwellings=17, disclosure="witnessed").with_departures((0, 2))
LOTTERY = make_case(size=16, quotas=TWO_CATEGORIES, seats=4, disclosure="witnessed").with_departures((1,))
GOOD = verify(RANKED.transcript)


def refused(transcript: object, witness: object = None, **more: Any) -> tuple[int, str]:
    """Return the step and the code at which a transcript stops."""
    with pytest.raises(VerificationError) as caught:
        verify(transcript, witness=witness, **more)
    return caught.value.step, caught.value.code


def test_posters_and_minutes_are_compared_where_they_are_given() -> None:
    grouped = " ".join(GOOD.seal[start : start + 4].upper() for start in range(0, 64, 4))
    seen = Seen(GOOD.announcement, grouped, ["Été GUÉRINIÈRE phare", CHANCE[1].value])
    report = verify(RANKED.transcript, seen=seen)
    assert (report.compared, report.to_compare) == (("announcement", "seal", "chance"), ())
    assert (GOOD.compared, GOOD.to_compare) == ((), ("announcement", "seal", "chance"))
    assert verify(RANKED.transcript, seen=Seen(seal=GOOD.seal)).to_compare == ("announcement", "chance")


@pytest.mark.parametrize(
    ("seen", "step", "code"),
    [
        (Seen(announcement="0" * 64), 3, "announcement_poster"),
        (Seen(seal=""), 4, "seal_poster"),
        (Seen(seal=GOOD.announcement), 4, "seal_poster"),
        (Seen(chance=[]), 5, "minutes_count"),
        (Seen(chance=["ete", CHANCE[1].value]), 5, "minutes"),
        (Seen(chance=[CHANCE[0].value, CHANCE[1].value[::-1]]), 5, "minutes"),
        (Seen(chance=["?", CHANCE[1].value]), 5, "word_empty"),
    ],
)
def test_what_people_saw_prevails(seen: Seen, step: int, code: str) -> None:
    assert refused(RANKED.transcript, seen=seen) == (step, code)


def test_a_whole_draw_that_is_coherent_but_not_the_one_announced_is_caught_by_the_posters_alone() -> None:
    other = make_case(dwellings=17, title="Un autre tirage")
    assert verify(other.transcript).seal != GOOD.seal
    assert refused(other.transcript, seen=Seen(seal=GOOD.seal)) == (4, "seal_poster")


def test_a_rehearsal_is_refused_unless_asked_for_and_never_called_better_than_c() -> None:
    case = make_case(rehearsal=True)
    assert refused(case.transcript) == (14, "rehearsal")
    assert verify(case.transcript, rehearsal=True).assurance == "C"
    assert GOOD.assurance == "A"


def test_the_last_substitution_is_told_because_the_file_cannot_prove_it() -> None:
    cut = RANKED.transcript
    cut["substitutions"] = cut["substitutions"][:-1]
    assert (verify(cut).substitutions, GOOD.substitutions) == (1, 2)
    assert verify(cut).last_substitution_at == "2026-12-02T10:00:00Z"


def test_two_departures_that_change_places_break_the_rule() -> None:
    swapped = RANKED.transcript
    first, second = swapped["substitutions"]
    first["left"], second["left"] = second["left"], first["left"]
    assert refused(swapped) == (10, "substitution")


@pytest.mark.parametrize("case", [WITNESSED, LOTTERY], ids=["ranked", "lottery"])
def test_closed_profiles_leave_all_but_the_choice_checked(case: Any) -> None:
    report = verify(case.transcript)
    extra = ("portfolio",) if case is LOTTERY else ()
    assert report.unchecked == ("profiles", *extra, "selected", "substitutions")
    assert report.closed == len(case.witness["profiles"]) > 0
    assert list(report.rank) == case.outcome.rank.tolist()
    assert verify(case.transcript, witness=case.witness).unchecked == ()


def with_selected(selected: list[int]) -> dict[str, Any]:
    transcript = WITNESSED.transcript
    transcript["selected"] = selected
    transcript["substitutions"] = []
    return transcript


def test_without_profiles_nobody_is_still_called_twice_or_from_nowhere() -> None:
    selected = WITNESSED.outcome.selected
    assert refused(with_selected([selected[0], *selected[:-1]])) == (8, "selected")
    assert refused(with_selected([999, *selected[1:]])) == (8, "selected")
    assert refused(with_selected([-1, *selected[1:]])) == (8, "selected")
    assert refused(with_selected([*selected, selected[0]])) == (8, "selected")
    closed = WITNESSED.witness["profiles"][0]["index"]
    assert refused(with_selected([closed, *selected[1:]])) == (1, "closed_profile")


def test_without_profiles_a_seat_may_stay_vacant() -> None:
    transcript = WITNESSED.transcript
    transcript["substitutions"][-1]["replaced_by"] = None
    assert len(verify(transcript).seated) == len(transcript["selected"]) - 1
    assert refused(transcript, WITNESSED.witness) == (10, "substitution")


@pytest.mark.parametrize("wrong", ["seated", "left before", "outside", "same household"])
def test_without_profiles_a_substitute_is_still_free(wrong: str) -> None:
    case = WITNESSED
    transcript, pool = case.transcript, case.pool
    first = transcript["substitutions"][0]
    staying = [index for index in case.outcome.selected if index != first["left"]]
    if wrong == "same household":
        homes = {pool.household(index) for index in staying}
        index = next(i for i in range(pool.size) if i not in staying and pool.household(i) in homes)
        opened = next(each for each in case.witness["profiles"] if each["index"] == index)
        transcript["entries"][index] |= {"profile": opened["profile"], "salt": opened["salt"]}
    else:
        index = {"seated": staying[0], "left before": first["left"], "outside": pool.size}[wrong]
    first["replaced_by"] = index
    assert refused(transcript) == (10, "substitution")


def test_the_witnesses_file_lists_exactly_the_closed_entries() -> None:
    for change in (lambda p: p[1:], lambda p: p[::-1], lambda p: [p[0], *p]):
        witness = WITNESSED.witness
        witness["profiles"] = change(witness["profiles"])
        assert refused(WITNESSED.transcript, witness) == (11, "witness_entries")


def test_a_witnesses_file_from_before_a_substitution_is_named_as_such() -> None:
    """Substitutions open profiles: the file handed out before lists them still."""
    before = make_case(dwellings=17, disclosure="witnessed").witness
    assert len(before["profiles"]) > len(WITNESSED.witness["profiles"])
    assert refused(WITNESSED.transcript, before) == (11, "witness_stale")
    before["profiles"] = before["profiles"][1:]
    assert refused(WITNESSED.transcript, before) == (11, "witness_entries")
    assert verify(WITNESSED.transcript, witness=WITNESSED.witness).unchecked == ()


def test_the_witnesses_file_opens_the_commitments_and_nothing_else() -> None:
    witness = WITNESSED.witness
    witness["profiles"][0]["salt"] = "0" * 64
    assert refused(WITNESSED.transcript, witness) == (1, "commitment")
    witness["profiles"][0]["salt"] = "0"
    assert refused(WITNESSED.transcript, witness) == (11, "hex")
    witness["profiles"][0]["profile"] = {"gender": 1}
    assert refused(WITNESSED.transcript, witness) == (11, "profile")
    witness["profiles"][0]["extra"] = 1
    assert refused(WITNESSED.transcript, witness) == (11, "keys")
    assert refused(WITNESSED.transcript, []) == (11, "not_an_object")


def test_a_portfolio_is_where_it_must_be_and_nowhere_else() -> None:
    public = LOTTERY.transcript
    public["portfolio"] = LOTTERY.witness["portfolio"]
    assert refused(public) == (9, "portfolio_expected")
    without = LOTTERY.witness
    without["portfolio"] = None
    assert refused(LOTTERY.transcript, without) == (9, "witness_portfolio_expected")
    extra = WITNESSED.witness
    extra["portfolio"] = LOTTERY.witness["portfolio"]
    assert refused(WITNESSED.transcript, extra) == (8, "witness_portfolio_expected")


def test_the_witnesses_see_the_smallest_and_the_largest_chance() -> None:
    report = verify(LOTTERY.transcript, witness=LOTTERY.witness)
    assert report.smallest_chance is not None
    assert report.largest_chance is not None
    assert 0 <= report.smallest_chance <= report.largest_chance <= 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", None),
        ("", []),
        ("", {}),
        ("seal", 1),
        ("entries", {}),
        ("entries.0", None),
        ("entries.0.identity", 1),
        ("entries.0.profile", {"gender": 1}),
        ("entries.0.profile", []),
        ("entries.0.salt", 0),
        ("entries.0.household", False),
        ("secret", None),
        ("contributions", None),
        ("contributions.0", {}),
        ("contributions.0.value", 3),
        ("panel", "0"),
        ("panel", True),
        ("selected", [True]),
        ("selected", {}),
        ("substitutions.0.left", "1"),
        ("substitutions.0.at", None),
        ("portfolio", {"profiles": []}),
        ("portfolio", {"profiles": [], "panels": [[-1]]}),
    ],
)
def test_a_wrong_shape_stops_at_step_eleven(path: str, value: object) -> None:
    transcript: Any = RANKED.transcript
    *way, last = path.split(".")
    place = transcript
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if path:
        place[int(last) if isinstance(place, list) else last] = value
    assert refused(transcript if path else value)[0] == 11


def test_parameters_of_a_wrong_shape_come_before_anything_else() -> None:
    transcript = deepcopy(RANKED.transcript)
    transcript["parameters"] = {}
    transcript["entries"] = None
    assert refused(transcript)[0] == 4


def test_an_empty_pool_stops_at_step_two() -> None:
    transcript = RANKED.transcript
    transcript["entries"] = []
    assert refused(transcript) == (2, "empty_pool")


def test_the_first_differing_value_is_told() -> None:
    transcript = RANKED.transcript
    transcript["selected"][3], expected = 0, transcript["selected"][3]
    with pytest.raises(VerificationError) as caught:
        verify(transcript)
    assert caught.value.params == {"position": 3, "expected": expected, "found": 0}
    assert str(caught.value).startswith("step 8: selected {")
    transcript["selected"] = RANKED.outcome.selected[:3]
    with pytest.raises(VerificationError) as caught:
        verify(transcript)
    assert caught.value.params["position"] == 3
