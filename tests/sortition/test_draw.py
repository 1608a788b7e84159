"""The draw as a whole: same arguments, same result; anything else refused."""

import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from participation.sortition.canonical import canonical
from participation.sortition.draw import draw, replacement
from participation.sortition.errors import ContributionError, ParametersError, QuotaError, SortitionError
from participation.sortition.leaves import seal_pool
from participation.sortition.merkle import tree_levels
from participation.sortition.receipt import build_receipt, leaf_of_person
from participation.sortition.verify import verify
from tests.sortition.samples import CHANCE, PARITY, SECRET, TWO_CATEGORIES, crowd, make_case, salt

ROOT = Path(__file__).parents[2]
FINGERPRINT = """
from tests.sortition.test_draw import fingerprint
print(fingerprint())
"""


def fingerprint() -> str:
    """Return one hash over everything that two whole draws publish."""
    ranked = make_case(dwellings=17).with_departures((0, 2, 1))
    lottery = make_case(size=16, quotas=TWO_CATEGORIES, seats=4, disclosure="witnessed").with_departures((1,))
    files = [ranked.transcript, lottery.transcript, lottery.witness]
    return sha256(b"".join(canonical(file) for file in files)).hexdigest()


@pytest.mark.real_time
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_order_of_sets_changes_nothing(seed: str) -> None:
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}
    command = [sys.executable, "-c", FINGERPRINT]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == fingerprint()


def test_the_same_arguments_give_the_same_result() -> None:
    one, other = make_case().outcome, make_case().outcome
    assert (one.seed, one.selected, one.panel) == (other.seed, other.selected, other.panel)
    assert np.array_equal(one.tickets, other.tickets)
    assert np.array_equal(one.rank[one.order], np.arange(1, len(one.order) + 1))


def test_another_throw_gives_another_order() -> None:
    case = make_case()
    thrown = (CHANCE[0], replace(CHANCE[1], value=CHANCE[1].value[::-1]))
    other = draw(case.pool, case.parameters, SECRET, thrown)
    assert other.seed != case.outcome.seed
    assert other.order.tolist() != case.outcome.order.tolist()


def test_who_contributed_enters_no_hash() -> None:
    case = make_case()
    named = [replace(each, by="Quelqu’un d’autre") for each in CHANCE]
    assert draw(case.pool, case.parameters, SECRET, named).seed == case.outcome.seed


def test_another_pool_secret_or_chance_is_refused() -> None:
    case = make_case()
    fewer = seal_pool(case.people[:-1])
    with pytest.raises(ParametersError, match="root"):
        draw(fewer, case.parameters, SECRET, CHANCE)
    with pytest.raises(ParametersError, match="secret"):
        draw(case.pool, case.parameters, salt("another secret"), CHANCE)
    with pytest.raises(ContributionError, match="plan"):
        draw(case.pool, case.parameters, SECRET, CHANCE[:1])


def test_parameters_that_lie_about_the_size_are_refused() -> None:
    case = make_case()
    parameters: Any = deepcopy(case.parameters)
    parameters["pool"]["size"] = parameters["pool"]["changes"]["at_close"] = 25
    parameters["pool"]["lists"][0]["entries"] = 25
    with pytest.raises(ParametersError, match="size"):
        draw(case.pool, parameters, SECRET, CHANCE)


def test_a_profile_outside_the_quotas_is_refused() -> None:
    case = make_case(quotas={})
    parameters: Any = deepcopy(case.parameters)
    parameters["quotas"] = {category: {v: list(b) for v, b in q.items()} for category, q in PARITY.items()}
    parameters["rule_change"] = "Essai"
    with pytest.raises(QuotaError, match="profile_categories"):
        draw(case.pool, parameters, SECRET, CHANCE)


@pytest.mark.parametrize("label", ["disclosure open", "disclosure witnessed"])
def test_a_drawn_transcript_verifies_with_its_departures(label: str) -> None:
    disclosure = label.split()[1]
    for case in (
        make_case(disclosure=disclosure, dwellings=19).with_departures((0, 0, 1, 2)),
        make_case(size=16, quotas=TWO_CATEGORIES, seats=4, disclosure=disclosure).with_departures((2, 0)),
        make_case(size=9, quotas={}, seats=9, disclosure=disclosure).with_departures((4,)),
    ):
        report = verify(case.transcript, witness=case.witness)
        assert report.unchecked == ()
        assert list(report.selected) == case.outcome.selected
        assert report.substitutions == len(case.substitutions)
        assert report.last_substitution_at == case.substitutions[-1].at


def test_a_replacement_is_somebody_never_called_or_nobody() -> None:
    case = make_case(size=9, quotas={}, seats=4)
    seated, called = list(case.outcome.selected), set(case.outcome.selected)
    for expected in case.outcome.order.tolist()[4:]:
        left = seated.pop(0)
        found = replacement(case.outcome, case.parameters, case.pool, seated, called, left)
        assert found == expected
        seated.append(expected)
        called.add(expected)
    assert replacement(case.outcome, case.parameters, case.pool, seated, called, seated[0]) is None


def test_receipts_lead_each_person_to_their_rank() -> None:
    case = make_case(size=11, quotas={}, seats=3)
    levels = tree_levels(case.pool.leaves.tobytes())
    ranks = []
    for index in range(case.pool.size):
        someone = case.people[case.pool.order[index]]
        receipt = build_receipt(case.pool, levels, index, someone, case.parameters)
        assert receipt["index"] == index
        assert leaf_of_person(someone) == case.pool.leaves[index].tobytes()
        ranks.append(int(case.outcome.rank[index]))
    assert sorted(ranks) == list(range(1, 12))


def test_every_refusal_is_a_code_and_its_values() -> None:
    error = SortitionError("some_code", size=3)
    assert (str(error), error.code, error.params) == ("some_code {'size': 3}", "some_code", {"size": 3})
    assert str(SortitionError("bare")) == "bare"


def test_a_large_pool_is_drawn_whole() -> None:
    people = crowd(3000, PARITY, dwellings=2000)
    case = make_case(size=3000, dwellings=2000)
    assert sorted(case.outcome.order.tolist()) == list(range(len(people)))
