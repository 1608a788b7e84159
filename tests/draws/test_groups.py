"""Groups and their seats: proposed from figures, judged against the list, changed in the open."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState, ListedPerson
from participation.draws.services import feasibility, grouping, shares
from participation.draws.services.categories import BY_GENDER, Value, category_of, checked
from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from tests.support.draw_pages import NewClient, both, kept
from tests.support.draws import ANNOUNCED, Case, carry, make_case, make_list

YOUNG = Value("1-jeunes", "Jeunes", (), 16, 29)
OLD = Value("2-anciens", "Anciens", (), 90, None)
REST = Value("3-autres", "Les autres")


def group(session: Session, case: Case, least: int, most: int, why: str = "") -> None:
    """Ask for so many of the old at least and at most."""
    quotas = {"group": {YOUNG.code: (0, 4), OLD.code: (least, most), REST.code: (0, 4)}}
    category = checked([YOUNG, OLD, REST])
    grouping.set_groups(session, case.facilitator, ANNOUNCED, case.draw.id, category, quotas, why)


def test_figures_carry_their_source_and_add_up() -> None:
    found = shares.figures()
    assert found.source.startswith("Insee")
    assert found.url.startswith("https://insee.fr/")
    assert sum(shares.shares(checked([YOUNG, OLD, REST]), found)) == pytest.approx(1)
    assert shares.shares(BY_GENDER, found)[0] == pytest.approx(0.5228, abs=0.0001)


@pytest.mark.parametrize("seats", range(1, 30))
def test_proposed_seats_can_always_be_filled(seats: int) -> None:
    bounds = shares.proposed(checked([YOUNG, OLD, REST]), seats, shares.figures())
    assert sum(least for least, _most in bounds) <= seats <= sum(most for _least, most in bounds)


def test_a_shortage_is_told_by_name_with_the_smallest_change(session: Session) -> None:
    case = make_case(session, volunteers=12)
    make_list(session, case, 12)
    group(session, case, 2, 2)
    verdict = feasibility.judge(session, case.draw)
    (short,) = [line for line in verdict.lines if line.missing]
    assert (short.value.label, short.holders, short.missing) == ("Anciens", 0, 2)
    (change,) = verdict.changes
    assert change.bounds == ((0, 4), (0, 2), (0, 4))
    assert not verdict.is_possible


def test_people_whom_no_group_fits_make_a_rule_impossible(session: Session) -> None:
    case = make_case(session, volunteers=12)
    quotas = {"group": {YOUNG.code: (0, 4), OLD.code: (0, 4)}}
    grouping.set_groups(session, case.facilitator, ANNOUNCED, case.draw.id, checked([YOUNG, OLD]), quotas, "")
    verdict = feasibility.judge(session, case.draw)
    assert verdict.unplaced == 12 - sum(line.holders for line in verdict.lines)
    assert not verdict.is_possible


def test_a_group_of_too_few_can_be_one_with_its_neighbour(session: Session) -> None:
    case = make_case(session, volunteers=3)
    made = make_list(session, case, 20)
    group(session, case, 0, 4)
    few = sa.select(ListedPerson).where(ListedPerson.list_id == made.id, ListedPerson.line < 5)
    for listed in session.scalars(few):
        listed.birth_year = 1930
    session.flush()
    verdict = feasibility.judge(session, case.draw)
    assert verdict.is_witnessed
    merged = verdict.mergers[0]
    assert [value.label for value in merged.category.values] == ["Jeunes", "Anciens + Les autres"]
    assert merged.bounds == ((0, 4), (0, 4))
    grouping.set_groups(session, case.facilitator, ANNOUNCED, case.draw.id, merged.category, merged.quotas(), "")
    assert len(category_of(case.draw).values) == 2


def test_no_groups_and_too_few_people_ask_for_fewer_seats(session: Session) -> None:
    case = make_case(session, volunteers=3)
    verdict = feasibility.judge(session, case.draw)
    assert [change.seats for change in verdict.changes] == [3]


def test_announced_groups_change_in_the_open_with_a_reason(session: Session) -> None:
    case = make_case(session, volunteers=12, until="announced")
    with pytest.raises(RefusedError, match="no_reason_given"):
        group(session, case, 0, 2)
    group(session, case, 0, 2, "Trop peu de personnes âgées se sont inscrites.")
    assert case.draw.rule_change == "Trop peu de personnes âgées se sont inscrites."
    told = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert json.loads(told.payload)["why"] == case.draw.rule_change


def test_sealed_groups_stay(session: Session) -> None:
    case = make_case(session, volunteers=12, until="sealed")
    with pytest.raises(RefusedError, match="state"):
        group(session, case, 0, 2, "Trop tard.")
    case.draw.category = "{}"
    with pytest.raises(sa.exc.DBAPIError, match="the rule of a draw is sealed"):
        session.flush()


def test_groups_page_begins_with_figures_and_keeps_the_table(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, volunteers=12))
    address = f"/travail/tirages/{case.draw.id}/groupes"
    client, _witness = both(case, new_client)
    page = client.get(f"{address}?modele=age").get_data(as_text=True)
    assert "16 à 29 ans" in page
    assert "Insee" in page
    fields = {
        "g0_label": "Moins de 30 ans",
        "g0_from": "16",
        "g0_to": "29",
        "g0_least": "1",
        "g0_most": "4",
        "g1_label": "Les autres",
    }
    assert client.post(address, fields).status_code == 303
    draw = session.get_one(Draw, case.draw.id, populate_existing=True)
    assert json.loads(draw.quotas) == {"group": {"01-moins-de-30-ans": [1, 4], "02-les-autres": [0, 4]}}
    session.rollback()
    again = client.get(address).get_data(as_text=True)
    assert "Moins de 30 ans" in again
    edit = client.get(f"/travail/tirages/{case.draw.id}/modifier").get_data(as_text=True)
    assert "F_least" not in edit


def test_groups_page_says_beside_the_field_what_is_wrong(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, volunteers=12, until="announced"))
    address = f"/travail/tirages/{case.draw.id}/groupes"
    client, _witness = both(case, new_client)
    client.get(address)
    refused = client.post(address, {"g0_from": "40", "g0_to": "30", "why": "x" * 501})
    for sentence in ("Donnez un nom à ce groupe", "L’âge le plus haut vient avant", "500"):
        assert sentence in refused.get_data(as_text=True)
    refused = client.post(address, {"g0_label": "Tous", "g0_least": "9", "why": "Pour voir."})
    assert "le minimum (9)" in refused.get_data(as_text=True)
    draw = session.get_one(Draw, case.draw.id, populate_existing=True)
    assert (draw.category, draw.state) == (None, DrawState.ANNOUNCED)


def test_groups_of_a_sealed_draw_are_not_found(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, volunteers=12, until="sealed"))
    client, _witness = both(case, new_client)
    assert client.get(f"/travail/tirages/{case.draw.id}/groupes").status_code == 404


def test_the_groups_typed_hold_to_the_end(session: Session) -> None:
    case = make_case(session, volunteers=3)
    make_list(session, case, 20)
    group(session, case, 0, 4)
    carry(session, case, "completed")
    assert case.draw.state == DrawState.COMPLETED
