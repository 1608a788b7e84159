"""One pool from the register and from imported lists, counted by groups that somebody typed."""

import dataclasses
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person
from participation.draws.models import (
    DrawState,
    Entry,
    EntrySecret,
    LikelyDouble,
    ListedPerson,
    ListedState,
    ListState,
    PairReview,
    PairVerdict,
)
from participation.draws.services import (
    called,
    candidates,
    categories,
    checking,
    drafting,
    files,
    groups,
    people,
    sealing,
    seating,
)
from participation.draws.services.categories import Value
from participation.kernel.errors import RefusedError
from tests.support.draws import (
    ANNOUNCED,
    LATER,
    Case,
    announce,
    carry,
    close,
    draft_of,
    make_case,
    make_list,
    record,
    seal,
    seat_everybody,
    sign,
)

YOUNG = Value("F_16-29", "Femmes de 16 à 29 ans", ("F",), 16, 29)
OTHERS = Value("autres", "Toutes les autres personnes")
BY_AGE = {"group": {"F_16-29": (1, 2), "autres": (0, 4)}}


@pytest.fixture
def case(session: Session) -> Case:
    """A draft for four seats, six sign-ups and an imported list of twelve."""
    made = make_case(session, volunteers=6)
    make_list(session, made, 12)
    return made


def redraft(session: Session, case: Case, **values: object) -> None:
    """Change the draft."""
    drafting.update_draft(
        session, case.facilitator, ANNOUNCED, case.draw.id, draft_of(session, case, claims_days=0, **values)
    )


def test_both_sources_make_one_pool(session: Session, case: Case) -> None:
    carry(session, case, "drawn")
    sealed = json.loads(case.draw.parameters or "")["pool"]
    assert sealed["lists"] == [{"name": "Candidatures", "entries": 6}, {"name": "Liste fictive", "entries": 12}]
    assert sealed["size"] == 18
    opened = session.scalars(sa.select(EntrySecret)).all()
    assert sum(each.listed_id is not None for each in opened) == 12
    check = checking.check(session, files.transcript(session, case.draw), files.witness_file(session, case.draw))
    assert check.is_known
    assert check.report.seal == case.draw.seal


def test_lists_alone_can_make_the_pool(session: Session, case: Case) -> None:
    redraft(session, case, takes_sign_ups=False)
    carry(session, case, "sealed")
    assert json.loads(case.draw.parameters or "")["pool"]["lists"] == [{"name": "Liste fictive", "entries": 12}]
    assert not session.scalars(sa.select(EntrySecret).where(EntrySecret.sign_up_id.is_not(None))).all()


def test_a_file_that_waits_keeps_the_list_from_closing(session: Session, case: Case) -> None:
    waiting = make_list(session, case, 1, "À vérifier")
    waiting.state, waiting.imported_at = ListState.CHECKED, None
    announce(session, case)
    with pytest.raises(RefusedError, match="list_waits"):
        close(session, case)


def test_groups_count_by_gender_and_age(session: Session, case: Case) -> None:
    redraft(session, case, quotas=BY_AGE, category=categories.checked([YOUNG, OTHERS]))
    carry(session, case, "closed")
    held = people.values_held(people.people(session, case.draw), case.draw)
    assert held == {"F_16-29": 5, "autres": 13}
    assert [(each.code, each.label, each.holders) for each in groups.of(session, case.draw)] == [
        ("F_16-29", YOUNG.label, 5),
        ("autres", OTHERS.label, 13),
    ]
    sign(session, case)
    seal(session, case)
    record(session, case)
    chosen = [files.transcript(session, case.draw)["entries"][index] for index in selected(session, case)]
    assert 1 <= sum(entry["profile"] == {"group": "F_16-29"} for entry in chosen) <= 2


def selected(session: Session, case: Case) -> list[int]:
    """Return the indexes called."""
    return [held.index for held in seating.holdings(session, case.draw) if held.index is not None]


def test_somebody_whom_no_group_fits_is_named_before_the_seal(session: Session, case: Case) -> None:
    category = categories.checked([YOUNG, dataclasses.replace(OTHERS, least_age=16, most_age=99)])
    redraft(session, case, quotas=BY_AGE, category=category)
    announce(session, case)
    nobody_knows = session.scalars(sa.select(ListedPerson)).first()
    assert nobody_knows is not None
    nobody_knows.birth_year = None
    close(session, case)
    with pytest.raises(RefusedError, match="no_value") as refusal:
        sealing.check_rule(session, case.draw)
    assert refusal.value.params == {"count": 1, "person": f"listed {nobody_knows.id}"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "category_values"),
        ([dataclasses.replace(OTHERS, code="é")], "category_code"),
        ([OTHERS, OTHERS], "category_twice"),
        ([dataclasses.replace(OTHERS, label=" ")], "category_label"),
        ([dataclasses.replace(OTHERS, genders=("Z",))], "category_genders"),
        ([dataclasses.replace(OTHERS, least_age=30, most_age=29)], "category_ages"),
    ],
)
def test_groups_that_make_no_sense_are_refused(values: list[Value], code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        categories.checked(values)


def test_one_of_a_dwelling_at_most(session: Session) -> None:
    case = make_case(session, volunteers=1)
    make_list(session, case, 12, dwellings=4)
    redraft(session, case, one_per_household=True, takes_sign_ups=False)
    carry(session, case, "drawn")
    entries = session.scalars(sa.select(Entry).order_by(Entry.index)).all()
    codes = {entry.household for entry in entries}
    assert len(codes) == 4
    assert len({entries[index].household for index in selected(session, case)}) == 4
    assert not any("rue" in (code or "") for code in codes)


def test_doubles_and_removed_people_leave_the_pool_and_are_counted(session: Session, case: Case) -> None:
    carry(session, case, "closed")
    first, second = session.scalars(sa.select(ListedPerson).order_by(ListedPerson.id).limit(2)).all()
    first.state, second.state = ListedState.DOUBLE, ListedState.REMOVED
    session.flush()
    assert candidates.counts(session, case.draw) == candidates.Counts(18, 0, 1, 1)
    assert len(people.people(session, case.draw)) == 16


def test_two_people_settle_a_pair_before_the_list_is_signed(session: Session, case: Case) -> None:
    carry(session, case, "closed")
    first, second = session.scalars(sa.select(ListedPerson).order_by(ListedPerson.id).limit(2)).all()
    pair = LikelyDouble(draw_id=case.draw.id, listed_id=second.id, other_listed_id=first.id)
    session.add(pair)
    session.flush()
    with pytest.raises(RefusedError, match="doubles"):
        sign(session, case)
    for who in (case.facilitator, case.witness):
        review = PairReview(pair_id=pair.id, account_id=who.id, verdict=PairVerdict.TWO_PEOPLE, at=LATER)
        session.add(review)
    session.flush()
    assert candidates.open_pairs(session, case.draw) == 0
    sign(session, case)


def test_a_listed_person_takes_a_seat_under_the_name_on_the_list(session: Session, case: Case) -> None:
    redraft(session, case, takes_sign_ups=False)
    carry(session, case, "drawn")
    index = selected(session, case)[0]
    found = called.find(session, case.draw, index)
    assert found is not None
    assert found.sign_up is None
    assert found.address[1] == "14000 Caen"
    seat_everybody(session, case)
    assert case.draw.state == DrawState.COMPLETED
    names = session.scalars(sa.select(Person.name).join(Mandate, Mandate.person_id == Person.id)).all()
    assert found.name in names


@pytest.mark.parametrize("state", ["closed", "sealed"])
def test_the_database_refuses_somebody_new_once_the_list_is_closed(
    session: Session, case: Case, state: str
) -> None:
    carry(session, case, state)
    row = session.scalars(sa.select(ListedPerson).limit(1)).one()
    late = {
        column.name: getattr(row, column.name)
        for column in ListedPerson.__table__.columns
        if column.name not in ("id", "line")
    }
    with pytest.raises(DBAPIError, match="the list of a draw is closed"):
        session.execute(sa.insert(ListedPerson), [late | {"line": 999}])


def test_the_database_refuses_to_change_or_empty_a_list_at_the_wrong_time(session: Session, case: Case) -> None:
    carry(session, case, "closed")
    with pytest.raises(DBAPIError, match="stays until its seal"), session.begin_nested():
        session.execute(sa.delete(ListedPerson))
    sign(session, case)
    seal(session, case)
    with pytest.raises(DBAPIError, match="the list of a draw is sealed"), session.begin_nested():
        session.execute(sa.update(ListedPerson).values(family_name="Autre"))
    session.execute(sa.delete(ListedPerson))
    record(session, case)
    assert called.find(session, case.draw, selected(session, case)[0]) is not None
