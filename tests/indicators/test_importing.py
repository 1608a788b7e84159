"""Values come in all or none; the same file again changes nothing; what is replaced stays readable."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Observation, PastObservation, Sex, ValueImport
from participation.indicators.services import merging
from participation.indicators.services.importing import RESULT_ALONE, ValueRow, take
from participation.indicators.services.merging import NAME
from participation.kernel.errors import RefusedError
from tests.support.values import make_area, make_indicator, make_source

HERE, REST, POVERTY = "qp-test", "reste-test", "taux-de-pauvrete"


def bring(
    session: Session, now: datetime, rows: Iterable[ValueRow], vintage: str = "2021", **options: Any
) -> ValueImport:
    """Take rows in for two areas and one indicator."""
    for code in (HERE, REST):
        make_area(session, code)
    make_indicator(session, POVERTY)
    options.setdefault("is_fictitious", True)
    return take(session, now, None, rows, make_source(session, vintage), "valeurs.csv", **options)


def counts(made: ValueImport) -> tuple[int, int, int]:
    return made.added, made.changed, made.unchanged


def only(session: Session) -> Observation:
    return session.scalars(sa.select(Observation)).one()


def test_values_come_in(session: Session, now: datetime) -> None:
    rows = [
        ValueRow(HERE, POVERTY, 2021, result=43.5, target=40.0, comment="Fictitious"),
        ValueRow(HERE, POVERTY, 2021, Sex.WOMEN, is_secret=True),
        ValueRow(REST, POVERTY, 2021, estimate=0.0),
    ]
    made = bring(session, now, rows)
    assert counts(made) == (3, 0, 0)
    found = {
        (each.area_id, each.sex): each for each in session.scalars(sa.select(Observation).order_by(Observation.id))
    }
    here, rest = make_area(session, HERE).id, make_area(session, REST).id
    value = found[here, Sex.ALL]
    assert (value.result, value.target, value.estimate, value.comment) == (43.5, 40.0, None, "Fictitious")
    assert (value.import_id, value.is_fictitious, value.is_secret) == (made.id, True, False)
    assert (found[here, Sex.WOMEN].is_secret, found[here, Sex.WOMEN].result) == (True, None)
    assert (found[rest, Sex.ALL].result, found[rest, Sex.ALL].estimate) == (None, 0.0)


def test_the_same_rows_again_change_nothing(session: Session, now: datetime) -> None:
    rows = [ValueRow(HERE, POVERTY, 2021, result=0.1 + 0.2), ValueRow(REST, POVERTY, 2021, is_secret=True)]
    first = bring(session, now, rows)
    again = bring(session, now + timedelta(days=1), rows)
    assert counts(again) == (0, 0, 2)
    assert again.file_sha256 == first.file_sha256
    assert {each.import_id for each in session.scalars(sa.select(Observation))} == {first.id}
    assert session.scalars(sa.select(PastObservation)).all() == []


def test_what_is_replaced_stays_readable(session: Session, now: datetime) -> None:
    first = bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5), ValueRow(REST, POVERTY, 2021, result=9.0)])
    loaded = session.scalars(sa.select(Observation).where(Observation.result == 43.5)).one()
    later = now + timedelta(days=300)
    second = bring(session, later, [ValueRow(HERE, POVERTY, 2021, result=42.9)], vintage="2021, rectifié")
    assert counts(second) == (0, 1, 0)
    assert (loaded.result, loaded.import_id) == (42.9, second.id)
    kept = session.scalars(sa.select(PastObservation)).one()
    assert (kept.result, kept.import_id, kept.replaced_by_id, kept.replaced_at) == (43.5, first.id, second.id, later)


def test_a_blank_takes_a_value_away_and_adds_none(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5)])
    made = bring(session, now, [ValueRow(HERE, POVERTY, 2021), ValueRow(REST, POVERTY, 2021)])
    assert counts(made) == (0, 1, 1)
    assert only(session).result is None
    assert session.scalars(sa.select(PastObservation.result)).one() == 43.5


def test_what_a_file_does_not_tell_stays(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5, target=40.0, comment="Fictitious")])
    made = bring(session, now, [ValueRow(HERE, POVERTY, 2021, is_secret=True)], told=RESULT_ALONE)
    assert counts(made) == (0, 1, 0)
    value = only(session)
    assert (value.result, value.is_secret, value.target, value.comment) == (None, True, 40.0, "Fictitious")


def test_a_real_value_replaces_an_invented_one_that_is_equal(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5)])
    made = bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5)], is_fictitious=False)
    assert counts(made) == (0, 1, 0)
    assert not only(session).is_fictitious
    assert session.scalars(sa.select(PastObservation.is_fictitious)).one()


def test_nothing_invented_stays_beside_a_real_value(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, target=40.0, estimate=42.0, comment="Fictitious")])
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5)], is_fictitious=False, told=RESULT_ALONE)
    value = only(session)
    assert (value.result, value.target, value.estimate, value.comment) == (43.5, None, None, None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ValueRow("nowhere", POVERTY, 2021, result=1.0), "unknown_area"),
        (ValueRow(HERE, "nothing", 2021, result=1.0), "unknown_indicator"),
        (ValueRow(HERE, POVERTY, 1989, result=1.0), "year"),
        (ValueRow(HERE, POVERTY, 2021, result=float("nan")), "number"),
        (ValueRow(HERE, POVERTY, 2021, target=100.1), "number"),
        (ValueRow(HERE, POVERTY, 2021, result=-1.0), "number"),
        (ValueRow(HERE, POVERTY, 2027, estimate=1.0), "to_come"),
        (ValueRow(HERE, POVERTY, 2027, is_secret=True), "to_come"),
        (ValueRow(HERE, POVERTY, 2021, result=1.0, is_secret=True), "secret"),
        (ValueRow(REST, POVERTY, 2021, result=1.0), "twice"),
    ],
)
def test_one_wrong_row_keeps_all_of_them_out(session: Session, now: datetime, row: ValueRow, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        bring(session, now, [ValueRow(REST, POVERTY, 2021, result=9.0), row])
    assert refused.value.code == code
    assert refused.value.params["line"] == 2
    session.commit()
    assert session.scalars(sa.select(Observation)).all() == []
    assert session.scalars(sa.select(ValueImport)).all() == []


def test_nothing_of_the_work_stays_behind(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, year, result=1.0) for year in range(2000, 2024)])
    session.commit()
    with pytest.raises(sa.exc.DBAPIError, match=NAME):
        session.execute(sa.text(f"SELECT count(*) FROM {NAME}"))


@pytest.mark.parametrize("told", [merging.VALUES, RESULT_ALONE])
def test_a_blank_never_lifts_a_secret(session: Session, now: datetime, told: tuple[str, ...]) -> None:
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, result=43.5)])
    bring(session, now, [ValueRow(HERE, POVERTY, 2021, is_secret=True)])
    made = bring(session, now, [ValueRow(HERE, POVERTY, 2021)], told=told)
    assert counts(made) == (0, 0, 1)
    assert only(session).is_secret


def test_a_number_lifts_a_secret_and_an_invented_secret_binds_no_real_file(session: Session, now: datetime) -> None:
    rows = [ValueRow(HERE, POVERTY, 2021, is_secret=True), ValueRow(REST, POVERTY, 2021, is_secret=True)]
    bring(session, now, rows)
    blank, number = ValueRow(HERE, POVERTY, 2021), ValueRow(REST, POVERTY, 2021, result=9.0)
    bring(session, now, [blank, number], is_fictitious=False)
    found = session.scalars(sa.select(Observation).order_by(Observation.result)).all()
    assert {each.result: each.is_secret for each in found} == {None: False, 9.0: False}
