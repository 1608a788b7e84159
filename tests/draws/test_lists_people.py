"""The same person on two lists, somebody taken off, a list erased: what two people decide, and what is left."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason
from participation.draws.models import (
    Departure,
    DepartureReason,
    DrawState,
    EntrySecret,
    LikelyDouble,
    ListedPerson,
    ListedState,
    ListState,
    PairVerdict,
    PoolList,
    PurgeCertificate,
    RemovalReason,
    Substitution,
)
from participation.draws.services import (
    archiving,
    called,
    candidates,
    drafting,
    files,
    forgetting,
    groups,
    listing,
    people,
    seating,
    succession,
)
from participation.draws.services.invitations import sheet
from participation.draws.services.lists import doubles, dwellings, ending, merging, purging, removing, sitting
from participation.journal import services as journal
from participation.kernel import erasing, mail
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.sortition.canonical import parse
from participation.sortition.receipt import check_receipt
from participation.sortition.verify import verify
from participation.volunteers.models import SignUp, SignUpState
from tests.support.draw_pages import NewClient, kept
from tests.support.draw_pages import both as both_browsers
from tests.support.draws import (
    CHANCE,
    LATER,
    Case,
    carry,
    close,
    end_mandates,
    make_case,
    record,
    seal,
    seat_everybody,
    sign,
)
from tests.support.factories import make_account, make_mandate, make_person, seats_of
from tests.support.lists import PURGE_ON, bring, content, people_of, row, states

HIDDEN = "Introuvable"
"""Begins the family name of everybody whose traces are looked for."""


@pytest.fixture
def case(session: Session) -> Case:
    """An announced draw with three volunteers."""
    return make_case(session, volunteers=3, until="announced")


def two_lists(app: Flask, session: Session, case: Case) -> tuple[PoolList, PoolList]:
    """Bring two lists: persons 1 to 3, then 1 with another address, 2 without a difference, 4."""
    one = bring(app, session, case, content(row(1), row(2), row(3)), name="Première")
    two = bring(app, session, case, content(row(1, address="9 allée Autre"), row(2), row(4)), name="Deuxième")
    return one, two


def pair_of(session: Session, case: Case) -> int:
    """Return the one pair that waits."""
    return session.scalars(candidates.open_likely(case.draw)).one()


def say(session: Session, case: Case, who: str, verdict: PairVerdict, pair: int) -> bool:
    account = case.facilitator if who == "facilitator" else case.witness
    return doubles.review(session, account, LATER, case.draw.id, pair, verdict)


def test_the_rule_settles_only_what_is_certain(app: Flask, session: Session, case: Case) -> None:
    two_lists(app, session, case)
    assert states(session, case.draw) == [
        ("Première", "Alixb", "kept"), ("Première", "Alixc", "kept"), ("Première", "Alixd", "kept"),
        ("Deuxième", "Alixb", "kept"), ("Deuxième", "Alixc", "double"), ("Deuxième", "Alixe", "kept"),
    ]  # fmt: skip
    assert candidates.open_pairs(session, case.draw) == 1
    act = [act for act in journal.entries_for(session, f"draw:{case.draw.uuid}") if act.kind == "list.imported"][-1]
    assert '"doubles":1' in act.payload


def test_two_people_must_agree_that_it_is_one_person(app: Flask, session: Session, case: Case) -> None:
    _one, two = two_lists(app, session, case)
    pair = pair_of(session, case)
    assert say(session, case, "facilitator", PairVerdict.UNKNOWN, pair) is False
    assert candidates.open_pairs(session, case.draw) == 1
    assert say(session, case, "witness", PairVerdict.UNKNOWN, pair) is False
    assert (candidates.open_pairs(session, case.draw), candidates.undecided_pairs(session, case.draw)) == (0, 1)
    assert say(session, case, "facilitator", PairVerdict.SAME, pair) is False
    assert say(session, case, "facilitator", PairVerdict.SAME, pair) is False
    assert say(session, case, "witness", PairVerdict.TWO_PEOPLE, pair) is False
    assert candidates.undecided_pairs(session, case.draw) == 1
    assert say(session, case, "witness", PairVerdict.SAME, pair) is True
    assert people_of(session, two)[0].state == ListedState.DOUBLE
    assert (candidates.open_pairs(session, case.draw), candidates.undecided_pairs(session, case.draw)) == (0, 0)
    with pytest.raises(RefusedError, match="pair_settled"):
        say(session, case, "witness", PairVerdict.TWO_PEOPLE, pair)


def test_two_people_who_say_two_people_settle_it(app: Flask, session: Session, case: Case) -> None:
    two_lists(app, session, case)
    pair = pair_of(session, case)
    assert say(session, case, "facilitator", PairVerdict.TWO_PEOPLE, pair) is False
    assert say(session, case, "witness", PairVerdict.TWO_PEOPLE, pair) is False
    assert candidates.open_pairs(session, case.draw) == 0
    assert {state for _list, given, state in states(session, case.draw) if given == "Alixb"} == {"kept"}


@pytest.mark.parametrize("said", [(PairVerdict.UNKNOWN, PairVerdict.UNKNOWN), (PairVerdict.SAME, PairVerdict.TWO_PEOPLE)])
def test_a_pair_that_two_people_cannot_settle_counts_as_two_people_and_is_told(
    app: Flask, session: Session, case: Case, said: tuple[PairVerdict, PairVerdict]
) -> None:
    two_lists(app, session, case)
    pair = pair_of(session, case)
    for who, verdict in zip(("facilitator", "witness"), said, strict=True):
        say(session, case, who, verdict, pair)
    close(session, case)
    sign(session, case)
    acts = {act.kind: act for act in journal.entries_for(session, f"draw:{case.draw.uuid}")}
    assert json.loads(acts["draw.doubles_undecided"].payload)["count"] == 1
    assert {state for _list, given, state in states(session, case.draw) if given == "Alixb"} == {"kept"}
    third = make_account(session, Role.WITNESS, [case.council])
    doubles.review(session, third, LATER, case.draw.id, pair, PairVerdict.SAME)
    is_settled = PairVerdict.SAME in said
    assert candidates.undecided_pairs(session, case.draw) == (0 if is_settled else 1)
    content = listing.content_of_list(session, case.draw)
    assert listing.is_list_signed(session, case.draw, content) is not is_settled


def test_a_list_with_open_pairs_is_not_signed(app: Flask, session: Session, case: Case) -> None:
    two_lists(app, session, case)
    close(session, case)
    with pytest.raises(RefusedError, match="doubles"):
        listing.check_signable(session, CHANCE - timedelta(hours=1), case.draw)


def test_somebody_on_a_list_who_signed_up_counts_once(app: Flask, session: Session, case: Case) -> None:
    known, other, _third = case.sign_ups
    known.name, known.birth_year = "FICTIFB  Alixb", 1951
    other.name, other.birth_year = "Alixc Fictifc", 1999
    bring(app, session, case, content(row(1), row(2)))
    assert candidates.open_pairs(session, case.draw) == 0
    close(session, case)
    pair = session.get_one(LikelyDouble, pair_of(session, case))
    assert pair.sign_up_id == known.id
    for who in ("facilitator", "witness"):
        say(session, case, who, PairVerdict.SAME, pair.id)
    counts = candidates.counts(session, case.draw)
    assert (counts.at_close, counts.doubles) == (5, 1)
    assert counts.size == len(people.people(session, case.draw))


def test_a_pair_whose_sign_up_was_withdrawn_waits_for_nobody(app: Flask, session: Session, case: Case) -> None:
    known = case.sign_ups[0]
    known.name, known.birth_year = "Alixb Fictifb", 1951
    bring(app, session, case, content(row(1), row(2)))
    close(session, case)
    assert candidates.open_pairs(session, case.draw) == 1
    session.execute(
        sa.update(SignUp).where(SignUp.id == known.id).values(state=SignUpState.WITHDRAWN, withdrawn_at=LATER)
    )
    assert candidates.open_pairs(session, case.draw) == 0


NAMES = {"family": "Le Gall", "given": "René Jean"}
ALIKE = {
    "capitals": ("LE GALL", "RENE JEAN"),
    "hyphens": ("Le-Gall", "René-Jean"),
    "order": ("René Jean", "Le Gall"),
    "accents apart": ("Le Gall", "Rene\u0301 Jean"),
    "spaces": ("Le\u00a0Gall\u00a0", " René  Jean"),
    "full width": ("\uff2ce Gall", "René Jean"),
}


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE)
def test_attack_11_the_same_person_however_written_is_found(
    app: Flask, session: Session, case: Case, names: tuple[str, str]
) -> None:
    """Two identical persons: case, order, NFC and NFD, spaces, full-width letters."""
    family, given = names
    bring(app, session, case, content(row(1, **NAMES)), name="Première")
    found = bring(app, session, case, content(row(1, family=family, given=given)), name="Deuxième")
    assert [person.state for person in people_of(session, found)] == [ListedState.DOUBLE]


@pytest.mark.parametrize(
    ("family", "given"), [("L\u0435 Gall", "René Jean"), ("Le Galle", "René Jean")], ids=["Cyrillic letter", "another name"]
)
def test_attack_11_other_letters_are_another_name(
    app: Flask, session: Session, case: Case, family: str, given: str
) -> None:
    bring(app, session, case, content(row(1, **NAMES)), name="Première")
    found = bring(app, session, case, content(row(1, family=family, given=given)), name="Deuxième")
    assert [person.state for person in people_of(session, found)] == [ListedState.KEPT]
    assert candidates.open_pairs(session, case.draw) == 0


def test_too_many_pairs_stop_the_import(
    app: Flask, session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubles, "MOST_PAIRS", 2)
    bring(app, session, case, content(*map(row, range(4))), name="Première")
    rows = [row(number, address="9 allée Autre") for number in range(4)]
    found = bring(app, session, case, content(*rows), name="Deuxième")
    assert found.state == ListState.CHECKED
    assert people_of(session, found) == []
    assert "too_many_pairs" in (found.unreadable or "")


def test_undoing_the_earlier_list_gives_the_later_record_back(app: Flask, session: Session, case: Case) -> None:
    one, two = two_lists(app, session, case)
    three = bring(app, session, case, content(row(2), row(5)), name="Troisième")
    assert people_of(session, three)[0].state == ListedState.DOUBLE
    ending.undo(session, case.facilitator, LATER, case.draw.id, one.id)
    session.expire_all()
    assert [person.state for person in people_of(session, two)] == [ListedState.KEPT] * 3
    assert [person.state for person in people_of(session, three)] == [ListedState.DOUBLE, ListedState.KEPT]
    assert candidates.open_pairs(session, case.draw) == 0


def test_two_people_take_somebody_off(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(*map(row, range(12))))
    target = people_of(session, found)[3].id
    removing.propose(session, case.facilitator, LATER, case.draw.id, target, RemovalReason.ASKED)
    assert removing.open_removals(session, case.draw) == 1
    with pytest.raises(RefusedError, match="same_person"):
        removing.confirm(session, case.facilitator, LATER, case.draw.id, target)
    close(session, case)
    removing.confirm(session, case.witness, LATER, case.draw.id, target)
    counts = candidates.counts(session, case.draw)
    assert (counts.at_close, counts.withdrawn, counts.size) == (15, 1, 14)
    with pytest.raises(RefusedError, match="not_listed"):
        removing.propose(session, case.facilitator, LATER, case.draw.id, target, RemovalReason.ASKED)
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert (act.kind, "asked" in act.payload) == ("list.person_removed", False)


def test_a_proposal_is_taken_back(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(row(1), row(2)))
    target = people_of(session, found)[0].id
    with pytest.raises(RefusedError, match="nothing_proposed"):
        removing.confirm(session, case.witness, LATER, case.draw.id, target)
    for _again in range(2):
        removing.propose(session, case.facilitator, LATER, case.draw.id, target, RemovalReason.EXCLUDED)
    removing.cancel(session, case.witness, case.draw.id, target)
    assert removing.open_removals(session, case.draw) == 0
    with pytest.raises(MissingError):
        removing.cancel(session, case.witness, case.draw.id, 999_999)


def test_whose_earlier_record_was_taken_off_leaves_with_it(app: Flask, session: Session, case: Case) -> None:
    one, two = two_lists(app, session, case)
    target = people_of(session, one)[0].id
    removing.propose(session, case.facilitator, LATER, case.draw.id, target, RemovalReason.ASKED)
    removing.confirm(session, case.witness, LATER, case.draw.id, target)
    pair = pair_of(session, case)
    for who in ("facilitator", "witness"):
        say(session, case, who, PairVerdict.SAME, pair)
    assert people_of(session, two)[0].state == ListedState.DOUBLE


@pytest.mark.parametrize("text", ["fictifb", "  FICTIFB alixb ", "alixb"])
def test_people_are_found_by_any_part_of_their_name(
    app: Flask, session: Session, case: Case, text: str
) -> None:
    bring(app, session, case, content(row(1), row(2)))
    assert [found.person.given_name for found in removing.search(session, case.draw, text)] == ["Alixb"]


@pytest.mark.parametrize("text", ["", "%", "_", "personne"])
def test_signs_of_a_search_are_letters_like_others(
    app: Flask, session: Session, case: Case, text: str
) -> None:
    bring(app, session, case, content(row(1), row(2)))
    assert removing.search(session, case.draw, text) == []


def test_a_sealed_list_is_settled_no_more(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, content(*map(row, range(12))))
    for step in (close, sign, seal):
        step(session, case)
    target = people_of(session, found)[0].id
    with pytest.raises(RefusedError, match="state"):
        removing.propose(session, case.facilitator, CHANCE, case.draw.id, target, RemovalReason.ASKED)


def hidden(count: int = 12) -> bytes:
    """Return a list of people whose traces can be looked for."""
    return content(*(row(number, family=HIDDEN + "abcdefghijklmnop"[number]) for number in range(count)))


def carried_to_the_end(app: Flask, session: Session, case: Case) -> PoolList:
    """Bring a list and carry the draw until everybody called has a seat."""
    found = bring(app, session, case, hidden())
    for step in (close, sign, seal, record, seat_everybody):
        step(session, case)
    return found


def everything(session: Session) -> str:
    """Return all that the database holds, as text."""
    tables = sa.inspect(session.connection()).get_table_names()
    rows = [session.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]
    return repr(rows)


def on_disk(folder: Path) -> dict[str, bytes]:
    """Return every file of an instance."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_list_is_erased_at_its_day_and_nothing_is_left_of_it(
    app: Flask, session: Session, case: Case, tmp_path: Path
) -> None:
    found = carried_to_the_end(app, session, case)
    maker, uuid, draw_id = app.extensions["db"]["write"], case.draw.uuid, case.draw.id
    sealed = drafting.read(case.draw.parameters or "")
    receipt = files.receipt(session, case.draw, case.sign_ups[0].id)
    counts = candidates.counts(session, case.draw)
    seated = set(session.scalars(sa.text("SELECT name FROM person")))
    everybody = {person.family_name: person for person in people_of(session, found)}
    gone = [name for name in everybody if not any(name in each for each in seated)]
    assert len(gone) >= 8
    assert all(name in everything(session) for name in gone)
    session.commit()
    assert purging.purge_due(maker, at(PURGE_ON) - timedelta(days=1)) == 0
    assert purging.purge_due(maker, at(PURGE_ON)) == 2, "the list, and what was sealed of its people"
    assert purging.purge_due(maker, at(PURGE_ON)) == 0
    assert erasing.scrub(maker, at(PURGE_ON)) == 1
    assert erasing.scrub(maker, at(PURGE_ON)) == 0
    session.expire_all()
    assert (found.state, people_of(session, found)) == (ListState.PURGED, [])
    certificates = session.scalars(sa.select(PurgeCertificate).order_by(PurgeCertificate.id)).all()
    assert [(each.subject, each.name, each.rows) for each in certificates] == [
        ("list", "Liste fictive", 12),
        ("openings", None, len(gone)),
    ]
    told = [(act.kind, drafting.read(act.payload)["rows"]) for act in journal.entries_for(session, f"draw:{uuid}")[-2:]]
    assert told == [("list.purged", 12), ("openings.erased", len(gone))]
    assert verify(parse(files.transcript_bytes(session, case.draw))).seal == case.draw.seal
    text = everything(session)
    session.commit()
    assert [name for name in gone if name in text] == []
    assert sum(name in text for name in everybody) == 12 - len(gone), "those called are known still"
    assert candidates.counts(session, case.draw) == counts
    assert check_receipt(receipt, sealed) == receipt["index"]
    end_mandates(session)
    assert archiving.archive_ended(session, CHANCE + timedelta(days=1200)) == 1
    assert forgetting.erase_members(session, CHANCE + timedelta(days=1200)) == len(seated)
    session.commit()
    mail.deliver(maker, CHANCE, app.extensions["settings"])
    assert erasing.scrub(maker, CHANCE) == 1
    rows = dict(session.execute(sa.select(PurgeCertificate.subject, PurgeCertificate.rows)).all())  # type: ignore[arg-type]
    assert rows["openings"] == 15
    text = everything(session)
    content_of = parse(files.transcript_bytes(session, case.draw))
    session.commit()
    assert verify(content_of).seal == case.draw.seal
    session.commit()
    assert [name for name in everybody if name in text] == [], "nor of those who sat"
    left = [(file, name) for file, raw in on_disk(tmp_path).items() for name in everybody if name.encode() in raw]
    assert left == []
    assert draw_id


def at(day: object) -> datetime:
    """Return an hour of a day."""
    return datetime.fromisoformat(f"{day}T09:00:00+00:00")


def test_the_people_of_a_closed_draw_go_with_their_list_alone(app: Flask, session: Session, case: Case) -> None:
    bring(app, session, case, hidden())
    close(session, case)
    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.delete(ListedPerson))


@pytest.mark.parametrize("until", ["draft", "announced", "closed"])
def test_a_list_goes_at_its_day_though_its_draw_was_never_sealed(
    app: Flask, session: Session, until: str, tmp_path: Path
) -> None:
    case = make_case(session, volunteers=3, until="draft")
    found = bring(app, session, case, hidden())
    other = bring(app, session, case, content(row(0, family=f"{HIDDEN}a"), row(40)), name="Reste",
                  purge_on=PURGE_ON + timedelta(days=9))  # fmt: skip
    assert [state for name, _given, state in states(session, case.draw) if name == "Reste"] == ["double", "kept"]
    carry(session, case, until)
    gone = [person.family_name for person in people_of(session, found)[1:]]
    session.commit()
    maker = app.extensions["db"]["write"]
    assert purging.purge_due(maker, at(PURGE_ON) - timedelta(days=1)) == 0
    assert purging.purge_due(maker, at(PURGE_ON)) == 1
    assert purging.purge_due(maker, at(PURGE_ON)) == 0
    assert erasing.scrub(maker, at(PURGE_ON)) == 1
    session.expire_all()
    assert (found.state, people_of(session, found)) == (ListState.PURGED, [])
    assert [person.state for person in people_of(session, other)] == [ListedState.KEPT] * 2
    assert len(people.people(session, case.draw)) == 2 + 3 * (until == "closed")
    counted = candidates.counts(session, case.draw)
    assert counted.size == len(people.people(session, case.draw))
    if until == "closed":
        assert (counted.at_close, counted.withdrawn) == (17, 12)
        assert sum(each["entries"] for each in candidates.lists_of(session, case.draw)) == counted.at_close
    act = journal.entries_for(session, f"draw:{case.draw.uuid}")[-1]
    assert (act.kind, drafting.read(act.payload)) == ("list.left_draw", {"name": "Liste fictive", "rows": 12})
    session.commit()
    left = [(file, name) for file, raw in on_disk(tmp_path).items() for name in gone if name.encode() in raw]
    assert left == []
    if until != "draft":
        text = app.test_client().get(f"/tirage/{case.draw.id}").get_data(as_text=True)
        assert "Personne de cette liste ne sera tiré au sort" in text


def test_a_sealed_list_goes_at_its_day_and_the_draw_goes_on(app: Flask, session: Session, case: Case) -> None:
    found = bring(app, session, case, hidden())
    for step in (close, sign, seal):
        step(session, case)
    maker = app.extensions["db"]["write"]
    session.commit()
    assert purging.purge_due(maker, at(PURGE_ON)) == 1
    session.expire_all()
    assert (people_of(session, found), known(session)) == ([], 15)
    record(session, case)
    session.commit()
    assert case.draw.state == DrawState.DRAWN
    assert (people_of(session, found), known(session)) == ([], 15), "the next of the order may be called yet"
    assert purging.purge_due(maker, at(PURGE_ON)) == 0
    seat_everybody(session, case)
    session.commit()
    assert purging.purge_due(maker, at(PURGE_ON)) == 1
    session.expire_all()
    certificates = sa.select(PurgeCertificate.rows).where(PurgeCertificate.subject == "openings")
    assert session.scalars(certificates).all() == [15 - known(session)]
    assert 3 <= known(session) <= 7, "the volunteers, and those called"
    session.commit()
    assert purging.purge_due(maker, at(PURGE_ON)) == 0


def known(session: Session) -> int:
    """Return of how many sealed people the platform knows who they are."""
    query = sa.select(sa.func.count()).select_from(EntrySecret).where(EntrySecret.identity.is_not(None))
    return session.scalar(query) or 0


def test_the_heir_of_a_seat_whose_data_are_erased_is_called_by_number_alone(
    app: Flask, session: Session, case: Case
) -> None:
    """A vacancy after the purge: the order stands, and nobody is made up."""
    carried_to_the_end(app, session, case)
    session.commit()
    purging.purge_due(app.extensions["db"]["write"], at(PURGE_ON))
    session.expire_all()
    for _turn in range(4):
        held = next(each for each in seating.holdings(session, case.draw) if each.index is not None)
        assert held.index is not None
        left, late = held.index, CHANCE + timedelta(days=40)
        session.add(Departure(draw_id=case.draw.id, index=left, reason=DepartureReason.LEFT, by_code=True, at=late))
        succession.process(session, None, late, case.draw)
        heir = session.scalars(sa.select(Substitution.replaced_by).where(Substitution.left_index == left)).one()
        assert heir is not None
        opening = session.get_one(EntrySecret, (case.draw.id, heir))
        if opening.identity is None:
            break
    assert opening.identity is None
    assert called.find(session, case.draw, heir) is None
    assert heir in [line.index for line in sheet.lines(session, case.draw)]
    assert verify(parse(files.transcript_bytes(session, case.draw))).seal == case.draw.seal
    session.commit()
    client = app.test_client()
    assert client.get(f"/tirage/{case.draw.id}").status_code == 200


def test_a_draw_given_up_forgets_the_sealed_people_of_its_list_at_the_day(
    app: Flask, session: Session, case: Case
) -> None:
    bring(app, session, case, hidden())
    for step in (close, sign, seal):
        step(session, case)
    case.draw.abandoned_at, case.draw.abandoned_reason, case.draw.state = CHANCE, "Essai.", DrawState.ABANDONED
    session.commit()
    assert purging.purge_due(app.extensions["db"]["write"], at(PURGE_ON)) == 2
    assert (HIDDEN in everything(session), known(session)) == (False, 3)


def test_the_number_of_an_erased_row_may_serve_again_for_somebody_of_another_draw(
    app: Flask, session: Session, case: Case
) -> None:
    carried_to_the_end(app, session, case)
    session.commit()
    purging.purge_due(app.extensions["db"]["write"], at(PURGE_ON))
    session.expire_all()
    other = make_case(session, volunteers=3, until="announced", code="folie-couvrechef")
    there = people_of(session, bring(app, session, other, content(*(row(20 + number) for number in range(12)))))
    for person in there:
        person.email = "somebody.else@example.org"
    session.flush()
    for held in seating.holdings(session, case.draw):
        assert held.index is not None
        person = called.find(session, case.draw, held.index)
        assert person is not None
        assert person.email != "somebody.else@example.org"
    assert sheet.lines(session, case.draw)


def test_the_public_file_of_a_list_draw_names_nobody(app: Flask, session: Session, case: Case) -> None:
    carried_to_the_end(app, session, case)
    text = files.transcript_bytes(session, case.draw).decode()
    assert HIDDEN not in text
    assert {"name": "Liste fictive", "entries": 12} in json.loads(text)["parameters"]["pool"]["lists"]


def test_one_person_at_most_of_a_dwelling_can_be_drawn(app: Flask, session: Session, case: Case) -> None:
    case.draw.one_per_household = True
    bring(app, session, case, content(*(row(number, address="7 rue des Essais") for number in range(8)), row(9)))
    for step in (close, sign, seal, record):
        step(session, case)
    codes = [entry["household"] for entry in json.loads(files.transcript_bytes(session, case.draw))["entries"]]
    assert len({code for code in codes if code}) == 1
    assert sum(code is not None for code in codes) == 8


def test_somebody_twice_on_one_list_is_shown_to_two_people(app: Flask, session: Session, case: Case) -> None:
    bring(app, session, case, content(
        row(1), row(1, address="9 allée Autre"), row(2), row(2, address="9 allée Autre", born="01/01/1952"), row(3),
    ))  # fmt: skip
    pair = session.get_one(LikelyDouble, pair_of(session, case))
    lines = [session.get_one(ListedPerson, number).line for number in (pair.other_listed_id, pair.listed_id)]
    assert lines == [2, 3]
    for who in ("facilitator", "witness"):
        say(session, case, who, PairVerdict.SAME, pair.id)
    assert [state for _list, given, state in states(session, case.draw) if given == "Alixb"] == ["kept", "double"]


def test_people_of_a_list_who_sit_already_are_shown_for_two_people_to_take_off(
    app: Flask, session: Session, case: Case, new_client: NewClient
) -> None:
    found = bring(app, session, case, content(*map(row, range(1, 5))))
    seats = seats_of(session, case.council)
    names = [("FICTIFB Alixb", 1951), ("Alixc Fictifc", 1990), ("Alixd Fictifd", None)]
    for seat, (name, year) in zip(seats, names, strict=False):
        make_mandate(session, seat, make_person(session, name, birth_year=year))
    gone = make_mandate(session, seats[3], make_person(session, "Alixe Fictife", birth_year=1954))
    gone.left_on, gone.end_reason = gone.starts_on, EndReason.RESIGNED
    session.flush()
    assert [each.person.line for each in sitting.likely_sitting(session, case.draw)] == [2, 4]
    kept(session, case)
    facilitator = both_browsers(case, new_client)[0]
    path = f"/travail/tirages/{case.draw.id}"
    for page in (path, f"{path}/listes"):
        assert "2\u00a0personnes des listes semblent déjà siéger" in facilitator.get(page).get_data(as_text=True)
    assert "Peut-être déjà au conseil" in facilitator.get(f"{path}/listes/personnes").get_data(as_text=True)
    number = people_of(session, found)[0].id
    session.rollback()
    assert facilitator.post(f"{path}/listes/personnes/{number}/proposer", {"reason": "excluded"}).status_code == 303
    assert [each.person.line for each in sitting.likely_sitting(session, case.draw)] == [4]


def test_one_of_a_dwelling_says_what_it_covers_and_how_many_share_an_address(
    app: Flask, session: Session, case: Case, new_client: NewClient
) -> None:
    case.draw.one_per_household = True
    bring(app, session, case, content(*(row(number, address="7 rue des Essais") for number in range(8)), row(9)))
    assert dwellings.shared_addresses(session, case.draw) == dwellings.Shared(1, 8, 8)
    kept(session, case)
    public = new_client().get(f"/tirage/{case.draw.id}").get_data(as_text=True)
    assert "Cela ne vaut pas pour les personnes inscrites" in public
    facilitator = both_browsers(case, new_client)[0]
    team = facilitator.get(f"/travail/tirages/{case.draw.id}/listes").get_data(as_text=True)
    assert "Le plus de personnes à une même adresse\u00a0: 8" in team
    assert "Cela ne vaut pas" in facilitator.get(f"/travail/tirages/{case.draw.id}").get_data(as_text=True)


def test_one_entry_has_what_every_record_of_the_person_says(app: Flask, session: Session) -> None:
    """A landlord's list without genders, then a directory with them: the order of imports changes nobody's group."""
    found = {}
    for order in ((0, 1), (1, 0)):
        case = make_case(session, volunteers=0, until="announced", code=f"ordre-{order[0]}")
        lists = [
            (content(row(1, gender=""), row(2, gender="", postal_code="")), {"name": "Bailleur"}),
            (phones(row(1, gender="M", address=""), row(2, gender="F"), row(3), row(5)), {"name": "Annuaire"}),
        ]
        for at_list in order:
            data, values = lists[at_list]
            bring(app, session, case, data, **values)
        for pair in session.scalars(candidates.open_likely(case.draw)).all():
            say(session, case, "facilitator", PairVerdict.SAME, pair)
            say(session, case, "witness", PairVerdict.SAME, pair)
        session.flush()
        listed = people.people(session, case.draw)
        found[order] = sorted((p.identity["family_name"], p.gender, p.identity.get("address"), p.dwelling) for p in listed)
        assert {value: count for value, count in groups.counts_now(session, case.draw).items() if count} == {"F": 1, "M": 3}
        for step in (close, sign, seal):
            step(session, case)
        by_name = {who.name: who for at_index in range(4) if (who := called.find(session, case.draw, at_index))}
        assert {who.phone for who in by_name.values()} == {"0231000001"}
        assert by_name["Alixb Fictifb"].gender == "M"
        assert by_name["Alixb Fictifb"].address == ("2 rue des Essais", "14000 Caen")
        assert merging.everybody(session, case.draw).differing == 0
    assert found[0, 1] == found[1, 0]
    assert [(gender, bool(address)) for _name, gender, address, _key in found[0, 1]] == [
        ("M", True), ("F", True), ("M", True), ("M", True),
    ]  # fmt: skip


def phones(*rows: str) -> bytes:
    """Return a file in which everybody has a telephone."""
    header = content().decode("utf-8").strip() + ";Téléphone"
    return "\n".join((header, *(f"{each};02 31 00 00 01" for each in rows), "")).encode("utf-8")


@pytest.mark.parametrize("first", ["given first", "given last"])
def test_where_lists_contradict_each_other_the_one_given_last_counts_and_it_is_told(
    app: Flask, session: Session, case: Case, new_client: NewClient, first: str
) -> None:
    lists = [
        (content(row(1, gender="F"), row(2)), {"name": "Ancienne", "provided_on": date(2026, 11, 1)}),
        (content(row(1, gender="M", address="9 allée Autre")), {"name": "Récente", "provided_on": date(2026, 11, 5)}),
    ]
    for data, values in lists if first == "given first" else reversed(lists):
        bring(app, session, case, data, **values)
    pair = pair_of(session, case)
    kept(session, case)
    facilitator, _witness = both_browsers(case, new_client)
    page = facilitator.get(f"/travail/tirages/{case.draw.id}/listes/doublons").get_data(as_text=True)
    assert "Femme" in page
    assert "Homme" in page
    assert "ce que dit la liste « Récente » compte" in page.replace("\u00a0", " ")
    session.rollback()
    say(session, case, "facilitator", PairVerdict.SAME, pair)
    say(session, case, "witness", PairVerdict.SAME, pair)
    assert merging.everybody(session, case.draw).differing == 1
    one = next(each for each in people.people(session, case.draw) if each.identity.get("given_name") == "Alixb")
    assert (one.gender, one.identity["address"]) == ("M", "9 allée Autre")
    session.commit()
    page = facilitator.get(f"/travail/tirages/{case.draw.id}/listes").get_data(as_text=True)
    assert "Quand deux listes se contredisent" in page
    session.rollback()
    for step in (close, sign):
        step(session, case)
    acts = {act.kind: act for act in journal.entries_for(session, f"draw:{case.draw.uuid}")}
    assert drafting.read(acts["draw.records_differ"].payload) == {"count": 1}


def test_who_signed_up_is_what_they_said_and_the_list_adds_how_to_reach_them(
    app: Flask, session: Session, case: Case
) -> None:
    sign_up = case.sign_ups[2]
    assert sign_up.gender is None
    family, given = sign_up.name.rsplit(" ", 1)[1], sign_up.name.rsplit(" ", 1)[0]
    sign_up.phone = None
    bring(app, session, case, phones(row(9, family=family, given=given, born=f"01/02/{sign_up.birth_year}", gender="F"),
          row(20), row(21)))  # fmt: skip
    close(session, case)
    pair = pair_of(session, case)
    say(session, case, "facilitator", PairVerdict.SAME, pair)
    say(session, case, "witness", PairVerdict.SAME, pair)
    listed = people.people(session, case.draw)
    assert [each.gender for each in listed if each.sign_up_id == sign_up.id] == ["X"]
    assert [bool(each.dwelling) for each in listed] == [False, False, True, True, True]
    for step in (sign, seal):
        step(session, case)
    who = called.find(session, case.draw, case.index_of(session, 2))
    assert who is not None
    assert (who.gender, who.phone, who.address) == (None, "0231000001", ("10 rue des Essais", "14000 Caen"))
