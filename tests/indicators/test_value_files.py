"""A file of values waits for its sender's yes; what its check told is what happens; nobody else finds it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.indicators.import_words import fault_sentence
from participation.indicators.imports.fields import PlanError
from participation.indicators.models import (
    AreaKind,
    Measure,
    Observation,
    PastObservation,
    SourceVersion,
    ValueFile,
    ValueImport,
)
from participation.indicators.services import value_files
from participation.indicators.services.value_files import NewSource
from participation.indicators.services.value_template import lines
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role
from participation.kernel.tables import UnreadableError
from tests.support.factories import make_account
from tests.support.values import make_area, make_indicator, make_source

HERE, REST = "QN00000M", "reste-test"
LONG = "lieu;indicateur;année;valeur;objectif\r\n"
FILOSOFI = NewSource("Insee, Filosofi", "2021", date(2024, 1, 24), "Licence Ouverte 2.0", "Inventé")


def sender(session: Session) -> Account:
    """Return whoever brings values, with two places and three indicators."""
    for code in (HERE, REST):
        make_area(session, code)
    make_indicator(session, "taux-de-pauvrete")
    make_indicator(session, "taux-d-emploi", position=2)
    make_indicator(session, "population-municipale", position=3, measure=Measure.COUNT, unit="habitants")
    found = session.scalars(sa.select(Account).where(Account.role == Role.FACILITATOR)).first()
    return found or make_account(session, Role.FACILITATOR)


def send(
    session: Session, now: datetime, text: str | bytes, source: NewSource = FILOSOFI, name: str = "v.csv"
) -> tuple[Account, ValueFile]:
    actor = sender(session)
    content = text if isinstance(text, bytes) else text.encode()
    return actor, value_files.send(session, actor, now, name, content, source, is_fictitious=True)


def take(session: Session, actor: Account, now: datetime, found: ValueFile) -> ValueImport:
    """Say yes to what a file's check tells."""
    outcome = value_files.check(session, found).outcome
    return value_files.confirm(session, actor, now, found.id, outcome)


def results(session: Session) -> Sequence[float | None]:
    return session.scalars(sa.select(Observation.result).order_by(Observation.id)).all()


def test_the_check_tells_what_the_yes_does(session: Session, now: datetime) -> None:
    actor, first = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\r\n{REST};taux-de-pauvrete;2021;9;\r\n")
    take(session, actor, now, first)
    _actor, second = send(
        session, now, LONG + f"{HERE};taux-de-pauvrete;2021;42,9;\n{REST};taux-de-pauvrete;2021;9;\n{HERE};taux-d-emploi;2021;s;\n"
    )
    told = value_files.check(session, second)
    assert told.counts == (1, 1, 1)
    assert results(session) == [43.5, 9.0]
    made = take(session, actor, now + timedelta(hours=1), second)
    assert (made.added, made.changed, made.unchanged) == (1, 1, 1)
    assert sorted(results(session), key=str) == [42.9, 9.0, None]
    assert session.scalars(sa.select(PastObservation.result)).all() == [43.5]
    assert session.scalars(sa.select(ValueFile)).all() == []


def test_a_yes_holds_for_what_the_check_told_alone(session: Session, now: datetime) -> None:
    text = LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n"
    actor, sent = send(session, now, text)
    told = value_files.check(session, sent)
    take(session, actor, now, send(session, now, text.replace("43,5", "44"))[1])
    session.commit()
    with pytest.raises(RefusedError, match="other_outcome"):
        value_files.confirm(session, actor, now, sent.id, told.outcome)
    session.rollback()
    assert results(session) == [44.0]
    take(session, actor, now, sent)
    assert results(session) == [43.5]


def test_a_yes_holds_for_its_own_file_alone(session: Session, now: datetime) -> None:
    text = LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n"
    actor, first = send(session, now, text)
    take(session, actor, now, first)
    told = [value_files.check(session, send(session, now, text.replace("43,5", each))[1]) for each in ("44", "42")]
    files = value_files.waiting(session, actor)
    assert told[0].counts == told[1].counts == (0, 1, 0)
    with pytest.raises(RefusedError, match="other_outcome"):
        value_files.confirm(session, actor, now, files[0].id, told[1].outcome)
    session.rollback()


def test_a_yes_does_not_hold_once_another_file_came_in(session: Session, now: datetime) -> None:
    text = LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n"
    actor, first = send(session, now, text)
    take(session, actor, now, first)
    sent = send(session, now, text.replace("43,5", "44"))[1]
    told = value_files.check(session, sent)
    take(session, actor, now, send(session, now, text.replace("43,5", "42"))[1])
    session.commit()
    assert value_files.check(session, sent).counts == told.counts
    with pytest.raises(RefusedError, match="other_outcome"):
        value_files.confirm(session, actor, now, sent.id, told.outcome)
    session.rollback()
    assert results(session) == [42.0]


def test_a_secret_is_lifted_by_a_file_of_results_alone(session: Session, now: datetime) -> None:
    heads = "lieu;indicateur;année;sexe;"
    rows = [f"{HERE};population-municipale;2021;{sex};" for sex in ("femmes", "hommes", "ensemble")]
    actor, secret = send(session, now, f"{heads}valeur\n{rows[0]}s\n")
    take(session, actor, now, secret)
    estimates = "".join(f"{row}{count}\n" for row, count in zip(rows, (12, 40, 52), strict=True))
    _actor, sent = send(session, now, f"{heads}estimation\n{estimates}")
    assert value_files.check(session, sent).hidden == 2
    take(session, actor, now, sent)
    found = session.scalars(sa.select(Observation).order_by(Observation.id)).all()
    told = {str(each.sex): (each.is_secret, each.estimate) for each in found}
    assert told == {"women": (True, None), "men": (True, None), "all": (False, 52.0)}
    _actor, results_alone = send(session, now, f"{heads}valeur\n{rows[0]}12\n{rows[1]}40\n")
    take(session, actor, now, results_alone)
    assert sorted(results(session), key=str) == [12.0, 40.0, None]


def test_the_check_tells_how_many_numbers_it_hides(session: Session, now: datetime) -> None:
    heads = "lieu;indicateur;année;sexe;valeur\r\n"
    counts = (("femmes", 3), ("hommes", 40), ("ensemble", 43))
    rows = [f"{HERE};population-municipale;2021;{sex};{count}\n" for sex, count in counts]
    actor, sent = send(session, now, heads + "".join(rows))
    told = value_files.check(session, sent)
    assert (told.counts, told.hidden) == ((3, 0, 0), 2)
    take(session, actor, now, sent)
    assert sorted(results(session), key=str) == [43.0, None, None]


def test_the_journal_says_which_file_came_in(session: Session, now: datetime) -> None:
    actor, sent = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    sha256 = sent.sha256
    made = take(session, actor, now, sent)
    entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "values.taken")).one()
    assert entry.subject == f"import:{made.id}"
    assert sha256 in entry.payload
    assert '"added":1' in entry.payload.replace(" ", "")


def test_one_fault_keeps_the_whole_file_out(session: Session, now: datetime) -> None:
    text = LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n{HERE};taux-de-pauvrete;2021;44;\nnulle-part;taux-de-pauvrete;2021;1;\n"
    actor, sent = send(session, now, text)
    told = value_files.check(session, sent)
    assert told.counts is None
    assert {(fault.line, fault.code) for fault in told.findings.kept} == {(3, "twice"), (4, "area")}
    with pytest.raises(RefusedError, match="faults"):
        take(session, actor, now, sent)
    assert results(session) == []
    assert session.scalars(sa.select(ValueImport)).all() == []


def test_insee_s_file_as_it_is_published(session: Session, now: datetime) -> None:
    text = (
        "CODGEO;LIBGEO;DISP_NOTE_A21;DISP_MED_A21;DISP_TP60_A21\n"
        f"{HERE};Quartier inventé;0;13420;43,5\nQP075001;Ailleurs;0;12000;s\n"
    )
    actor, sent = send(session, now, text.encode("cp1252"))
    told = value_files.check(session, sent)
    assert told.counts == (1, 0, 0)
    assert told.left_out == ("LIBGEO", "DISP_NOTE_A21", "DISP_MED_A21")
    assert told.findings.elsewhere == 1
    take(session, actor, now, sent)
    value = session.scalars(sa.select(Observation)).one()
    assert (value.year, value.result, value.is_secret) == (2021, 43.5, False)


def test_insee_s_code_of_the_territory_is_ours(session: Session, now: datetime) -> None:
    territory = make_area(session, "caen-la-mer", kind=AreaKind.TERRITORY)
    actor, sent = send(session, now, "CODGEO;LIBGEO;DISP_TP60_A21\n200065597;CU Caen la Mer;14,2\n200033157;CA;15\n")
    assert value_files.check(session, sent).findings.elsewhere == 1
    take(session, actor, now, sent)
    assert session.scalars(sa.select(Observation.area_id)).one() == territory.id


def test_a_published_table_leaves_targets_as_they_are(session: Session, now: datetime) -> None:
    actor, first = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;40\n")
    take(session, actor, now, first)
    _actor, second = send(session, now, f"CODGEO,DISP_TP60_A21\n{HERE},s\n{REST},nd\n")
    assert value_files.check(session, second).counts == (0, 1, 1)
    take(session, actor, now, second)
    value = session.scalars(sa.select(Observation)).one()
    assert (value.result, value.is_secret, value.target) == (None, True, 40.0)


def test_variables_without_a_year_are_of_the_vintage(session: Session, now: datetime) -> None:
    text = f"CODGEO;TX_TOT_EMPL\n{HERE};51,2\n"
    census = NewSource("Insee, recensement", "RP 2018, paru en 2021")
    actor, sent = send(session, now, text, census)
    take(session, actor, now, sent)
    assert session.scalars(sa.select(Observation.year)).one() == 2018
    with pytest.raises(PlanError, match="no_year"):
        send(session, now, text, NewSource("Insee, recensement", "dernier"))


def test_a_workbook_of_french_excel(session: Session, now: datetime) -> None:
    book, target = Workbook(), BytesIO()
    for row in (["lieu", "indicateur", "année", "valeur"], [HERE, "taux-de-pauvrete", 2021, 43.5]):
        book.active.append(row)
    book.save(target)
    actor, sent = send(session, now, target.getvalue(), name="v.xlsx")
    take(session, actor, now, sent)
    assert results(session) == [43.5]


def test_the_template_comes_back_without_a_change(session: Session, now: datetime) -> None:
    text = (
        "lieu;indicateur;année;sexe;valeur;objectif;estimation;commentaire\n"
        f"{HERE};taux-de-pauvrete;2021;;43,567;40;;\"=formule; ou non\"\n"
        f"{HERE};taux-de-pauvrete;2021;femmes;s;;;\n{REST};population-municipale;2021;;;;1234567;-5\n"
    )
    actor, sent = send(session, now, text)
    take(session, actor, now, sent)
    template = "".join(lines(session, 2021))
    assert template.count("\r\n") == 1 + 2 * (3 + 1 + 1)
    _actor, again = send(session, now, template)
    assert value_files.check(session, again).counts == (0, 0, 10)
    assert len(results(session)) == 3


def test_files_that_are_no_tables_of_values_are_refused(session: Session, now: datetime) -> None:
    with pytest.raises(UnreadableError):
        send(session, now, b"%PDF-1.7")
    with pytest.raises(PlanError, match="unknown_layout"):
        send(session, now, "Nom;Prénom\nMartin;Zoé\n")
    with pytest.raises(RefusedError, match="nothing"):
        send(session, now, LONG)


def test_only_its_sender_finds_a_file(session: Session, now: datetime) -> None:
    _actor, sent = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    other = make_account(session, Role.ADMINISTRATOR)
    for act in (value_files.find, value_files.discard):
        with pytest.raises(MissingError):
            act(session, other, sent.id)
    with pytest.raises(MissingError):
        take(session, other, now, sent)
    assert value_files.waiting(session, other) == []


def test_a_file_is_thrown_away_with_the_publication_that_nothing_else_names(session: Session, now: datetime) -> None:
    actor, sent = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    value_files.discard(session, actor, sent.id)
    assert session.scalars(sa.select(SourceVersion)).all() == []
    make_source(session, "2021", "Insee, Filosofi")
    actor, sent = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    take(session, actor, now, sent)
    _actor, second = send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    value_files.discard(session, actor, second.id)
    source = session.scalars(sa.select(SourceVersion)).one()
    assert (source.licence, source.published_on, source.method) == ("Licence Ouverte 2.0", date(2024, 1, 24), "Fictitious")


def test_a_file_is_forgotten_after_a_day(session: Session, now: datetime) -> None:
    send(session, now, LONG + f"{HERE};taux-de-pauvrete;2021;43,5;\n")
    assert value_files.forget_files(session, now + timedelta(hours=23)) == 0
    assert value_files.forget_files(session, now + timedelta(hours=25)) == 1
    assert session.scalars(sa.select(ValueFile)).all() == []
    assert session.scalars(sa.select(SourceVersion)).all() == []


def test_large_numbers_and_years_to_come_keep_a_file_out(session: Session, now: datetime) -> None:
    text = LONG + (
        f"{HERE};population-municipale;2021;1E+30;\n{HERE};taux-de-pauvrete;{now.year + 1};43,5;\n"
        f"{HERE};taux-de-pauvrete;{now.year};43,5;\n{HERE};taux-d-emploi;{now.year + 1};;40\n"
    )
    actor, sent = send(session, now, text)
    told = value_files.check(session, sent)
    assert [(fault.line, fault.column, fault.code) for fault in told.findings.kept] == [
        (2, "valeur", "large"),
        (3, "année", "to_come"),
    ]
    said = [fault_sentence(fault) for fault in told.findings.kept]
    assert said[0].startswith("“1E+30” is above")
    assert said[1].startswith(f"{now.year + 1} is still to come")
    with pytest.raises(RefusedError, match="faults"):
        take(session, actor, now, sent)
    assert results(session) == []
