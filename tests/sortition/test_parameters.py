"""The sealed parameters and the values of the posters (steps 3 and 4)."""

from copy import deepcopy
from hashlib import sha256
from typing import Any

import pytest

from participation.sortition.canonical import canonical
from participation.sortition.errors import ParametersError, ShapeError, SortitionError
from participation.sortition.parameters import check_parameters, check_rule, rule_of
from participation.sortition.rules import Announced, Rule, rule_sha256
from participation.sortition.seed import announcement, draw_seed, seal, secret_commitment
from tests.sortition.samples import DRAW, PARITY, SECRET, TWO_CATEGORIES, make_case, salt

CASE = make_case()
LOTTERY = make_case(size=12, quotas=TWO_CATEGORIES, seats=4)


def test_values_of_the_posters_are_made_of_the_bytes_of_the_protocol() -> None:
    parameters = CASE.parameters
    announced = Announced(**parameters["announced"])
    value = {"announced": parameters["announced"], "draw": DRAW}
    rule = {"method": "ranked", "quotas": parameters["quotas"], "seats": 8}
    hashed = {
        secret_commitment(DRAW, SECRET): b"secret\n" + DRAW.encode() + SECRET,
        rule_sha256(Rule("ranked", PARITY, 8)): b"rule\n" + canonical(rule),
        announcement(DRAW, announced): b"announcement\n" + canonical(value),
        seal(parameters): b"seal\n" + canonical(parameters),  # type: ignore[arg-type]
    }
    for found, message in hashed.items():
        assert found == sha256(b"conseil-draw/1/" + message).hexdigest()


def test_the_seed_depends_on_secret_seal_and_every_value() -> None:
    sealed = seal(CASE.parameters)  # type: ignore[arg-type]
    seeds = {
        draw_seed(SECRET, sealed, ["a", "b"]),
        draw_seed(salt("other"), sealed, ["a", "b"]),
        draw_seed(SECRET, "0" * 64, ["a", "b"]),
        draw_seed(SECRET, sealed, ["ab"]),
        draw_seed(SECRET, sealed, ["a", "c"]),
    }
    assert len(seeds) == 5


def test_built_parameters_check_and_give_their_rule_back() -> None:
    assert check_parameters(deepcopy(CASE.parameters)) == CASE.parameters
    assert rule_of(CASE.parameters) == Rule("ranked", PARITY, 8)


def changed(path: str, value: object, base: Any = None) -> dict[str, Any]:
    """Return parameters with one value set."""
    parameters: Any = deepcopy(base or CASE.parameters)
    *way, last = path.split(".")
    place = parameters
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[int(last) if isinstance(place, list) else last] = value
    return dict(parameters)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("protocol", "conseil-draw/2"),
        ("draw", DRAW.upper()),
        ("council", ""),
        ("sequence", True),
        ("sequence", -1),
        ("previous_draw", ""),
        ("rehearsal", None),
        ("disclosure", "closed"),
        ("method", "leximin"),
        ("seats", "8"),
        ("quotas", []),
        ("quotas.gender.F", [3]),
        ("quotas.gender.F", [3, 4, 5]),
        ("quotas.gender.F", [-1, 4]),
        ("quotas.gender.F", ["3", 4]),
        ("announced.at", "2026-11-02"),
        ("announced.secret_commitment", "F" * 64),
        ("rule_change", ""),
        ("pool.size", 24.0),
        ("pool.lists", {}),
        ("pool.lists.0.name", " x"),
        ("pool.changes.claims", -1),
        ("portfolio", {}),
        ("entropy.for", None),
        ("entropy.plan.0.source", "beacon"),
        ("entropy.plan.1.dice", 19),
        ("entropy.plan.1.sides", 20),
        ("entropy.plan.1", {"source": "dice", "dice": 20}),
        ("entropy.plan.0", "words"),
        ("journal_head", "0" * 63),
        ("sealed_at", 0),
        ("software", "a\u200bb"),
    ],
)
def test_a_wrong_shape_is_named_by_its_path(path: str, value: object) -> None:
    with pytest.raises(ShapeError) as caught:
        check_parameters(changed(path, value))
    assert str(caught.value.params["path"]).startswith(f"parameters.{path.rpartition('.')[0]}".rstrip("."))


@pytest.mark.parametrize("key", sorted(CASE.parameters))
def test_every_key_is_required_and_no_other_accepted(key: str) -> None:
    parameters: dict[str, Any] = dict(CASE.parameters)
    del parameters[key]
    with pytest.raises(ShapeError) as caught:
        check_parameters(parameters)
    assert caught.value.params["missing"] == [key]
    with pytest.raises(ShapeError) as caught:
        check_parameters({**CASE.parameters, f"{key}_too": 1})
    assert caught.value.params["unknown"] == [f"{key}_too"]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("sequence", 0, "sequence"),
        ("seats", 0, "seats"),
        ("seats", 25, "seats"),
        ("quotas.gender.F", [4, 3], "quota"),
        ("quotas.gender.F", [3, 9], "quota"),
        ("quotas.gender.F", [6, 6], "quota_sums"),
        ("quotas.gender", {}, "quota_sums"),
        ("pool.lists.0.entries", 23, "lists_sum"),
        ("pool.changes.doubles", 1, "changes_sum"),
        ("rule_change", "Sans changement", "rule_change"),
        ("quotas.gender.F", [2, 4], "rule_change"),
        ("announced.at", "2026-11-24T09:00:00Z", "instants"),
        ("sealed_at", "2026-12-01T17:00:00Z", "instants"),
        ("entropy.plan", [], "plan"),
        ("entropy.plan", [{"source": "dice", "dice": 20, "sides": 6}, {"source": "words"}], "plan"),
        ("portfolio", {"panels": 1, "sha256": "0" * 64, "certificate_sha256": None}, "portfolio"),
    ],
)
def test_a_contradiction_is_named(path: str, value: object, code: str) -> None:
    with pytest.raises(ParametersError) as caught:
        check_parameters(changed(path, value))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("path", "value", "code"), [("portfolio", None, "portfolio"), ("portfolio.panels", 0, "panels")]
)
def test_a_lottery_needs_a_portfolio_of_one_panel_at_least(path: str, value: object, code: str) -> None:
    with pytest.raises(ParametersError) as caught:
        check_parameters(changed(path, value, LOTTERY.parameters))
    assert caught.value.code == code


def test_two_categories_need_the_lottery() -> None:
    parameters = changed("method", "ranked", LOTTERY.parameters)
    parameters["portfolio"] = None
    parameters["rule_change"] = "Autre méthode"
    with pytest.raises(ParametersError, match="method"):
        check_parameters(parameters)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule("ranked", {}, 0), "seats"),
        (Rule("ranked", {"gender": {"F": (-1, 2)}}, 2), "quota"),
        (Rule("ranked", {"gender": {"F": (0, 1)}}, 2), "quota_sums"),
        (Rule("ranked", TWO_CATEGORIES, 4), "method"),
    ],
)
def test_a_rule_can_be_checked_before_any_pool_is_known(rule: Rule, code: str) -> None:
    with pytest.raises(ParametersError) as caught:
        check_rule(rule)
    assert caught.value.code == code


def test_a_changed_rule_needs_its_reason_and_a_rehearsal_no_dice() -> None:
    parameters = changed("announced.rule_sha256", "0" * 64)
    parameters["rule_change"] = "Trop peu d’inscrits"
    assert check_parameters(parameters)
    assert make_case(rehearsal=True).parameters["rehearsal"] is True
    assert check_parameters({**changed("entropy.plan", []), "rehearsal": True})


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(SortitionError, match="not_an_object"):
        check_parameters(value)
