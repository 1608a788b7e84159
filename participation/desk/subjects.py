"""The journal's subjects in words, each kind in one query: councils, their bodies, draws."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from participation.bodies.models import Body, BodyKind
from participation.councils.models import Council
from participation.draws.models import Draw
from participation.indicators.models import DashboardYear, FlagshipAction, Highlight, Partner
from participation.journal.sentences import Subject, subjects
from participation.kernel.i18n import format_day
from participation.meetings.models import Meeting
from participation.meetings.services.standing import IS_PUBLIC
from participation.representation.services import ledger, referrals
from participation.territory.models import Institution, Neighbourhood


def register() -> None:
    """Let the journal's pages use these names."""
    if names not in subjects:
        subjects.append(names)


def names(session: Session, wanted: Sequence[str]) -> Mapping[str, Subject]:
    """Return the names and pages of the subjects that this platform knows."""
    keys: dict[str, list[str]] = {}
    for subject in wanted:
        kind, _, key = subject.partition(":")
        keys.setdefault(kind, []).append(key)
    numbers = [int(key) for key in keys.get("body", []) if key.isascii() and key.isdigit() and len(key) < 10]
    return (
        _councils(session, "council", Neighbourhood.code, keys.get("council", []))
        | _councils(session, "body", Council.body_id, numbers)
        | _steering(session, numbers)
        | _draws(session, keys.get("draw", []))
        | _meetings(session, keys.get("meeting", []))
        | _referrals(session, keys.get("referral", []))
        | _requests(session, keys.get("request", []))
        | _flagships(session, keys.get("flagship", []))
        | _partners(session, keys.get("partner", []))
        | _dashboards(session, keys.get("dashboard", []))
        | _highlights(session, keys.get("highlight", []))
    )


def _councils(
    session: Session,
    kind: str,
    column: sa.orm.InstrumentedAttribute[str] | sa.orm.InstrumentedAttribute[int],
    keys: Sequence[str | int],
) -> dict[str, Subject]:
    if not keys:
        return {}
    query = (
        sa.select(column, Neighbourhood.code, Neighbourhood.name)
        .join_from(Council, Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(column.in_(keys))
    )
    return {
        f"{kind}:{key}": Subject(
            gettext("Citizen council %(name)s", name=name), url_for("councils.show", code=code)
        )
        for key, code, name in session.execute(query)
    }


def _steering(session: Session, numbers: Sequence[int]) -> dict[str, Subject]:
    if not numbers:
        return {}
    query = sa.select(Body.id, Body.name).where(Body.id.in_(numbers), Body.kind == BodyKind.STEERING)
    return {
        f"body:{number}": Subject(name, url_for("representation.body", body_id=number))
        for number, name in session.execute(query)
    }


def _draws(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    if not keys:
        return {}
    query = (
        sa.select(Draw.id, Draw.uuid, Draw.title, Draw.announced_at, Neighbourhood.name)
        .join(Council, Draw.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Draw.uuid.in_(keys))
    )
    return {
        f"draw:{uuid}": Subject(
            gettext("Draw “%(title)s”, %(name)s", title=title, name=name),
            url_for("draws.show", draw_id=number),
        )
        # Nobody has agreed yet to make a draft's title public, and it has no public page.
        if announced_at
        else Subject(gettext("Draw in preparation, %(name)s", name=name))
        for number, uuid, title, announced_at, name in session.execute(query)
    }


def _meetings(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    if not keys:
        return {}
    query = sa.select(Meeting.id, Meeting.uid, Meeting.title, Meeting.starts_at, Body.name).join(Meeting.body)
    return {
        f"meeting:{uid}": Subject(
            gettext("Meeting “%(title)s” of %(day)s, %(name)s", title=title, day=format_day(at), name=name),
            url_for("meetings.show", meeting_id=number),
        )
        for number, uid, title, at, name in session.execute(query.where(Meeting.uid.in_(keys), IS_PUBLIC))
    }


def _referrals(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    if not numbers:
        return {}
    return {
        f"referral:{number}": Subject(
            gettext("Referral “%(title)s”, %(name)s", title=title, name=name),
            url_for("representation.referral", referral_id=number),
        )
        for number, (title, name) in referrals.names(session, numbers).items()
    }


def _flagships(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    if not numbers:
        return {}
    query = sa.select(FlagshipAction.id, FlagshipAction.title).where(FlagshipAction.id.in_(numbers))
    return {
        f"flagship:{number}": Subject(
            gettext("Flagship action “%(title)s”", title=title), url_for("indicators.action", flagship_id=number)
        )
        for number, title in session.execute(query)
    }


def _requests(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    return {
        f"request:{row.label}": Subject(
            gettext("Request %(number)s “%(title)s”, %(name)s", number=row.label, title=row.title, name=row.council),
            url_for("representation.request_page", year=row.year, sequence=row.sequence),
        )
        for row in ledger.by_labels(session, keys)
    }


def _partners(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    if not keys:
        return {}
    query = sa.select(Institution.code, Institution.name).join(Partner, Partner.institution_id == Institution.id)
    return {
        f"partner:{code}": Subject(
            gettext("Partner “%(name)s”", name=name), url_for("indicators.partner", code=code)
        )
        for code, name in session.execute(query.where(Institution.code.in_(keys)))
    }


def _dashboards(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    years = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    if not years:
        return {}
    query = sa.select(DashboardYear.year).where(DashboardYear.year.in_(years))
    return {
        f"dashboard:{year}": Subject(
            gettext("Dashboard of %(year)s", year=str(year)), url_for("indicators.dashboard", year=year)
        )
        for year in session.scalars(query)
    }


def _highlights(session: Session, keys: Sequence[str]) -> dict[str, Subject]:
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    if not numbers:
        return {}
    # The title of a draft is not public: it may name somebody who no longer agrees.
    known = Highlight.id.in_(numbers), Highlight.published_at.is_not(None)
    query = sa.select(Highlight.id, Highlight.title).where(*known)
    return {
        f"highlight:{number}": Subject(
            gettext("Highlight “%(title)s”", title=title), url_for("indicators.highlight", highlight_id=number)
        )
        for number, title in session.execute(query)
    }
