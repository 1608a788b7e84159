"""A file comes in: what it is, what allows it, until when it is kept."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, ListKind, ListState, PoolList
from participation.draws.services import access
from participation.draws.services.candidates import LIST_NAME
from participation.draws.services.drafting import printed
from participation.draws.services.lists import samples
from participation.draws.services.lists.files import Received, folder_of
from participation.draws.services.lists.finding import OPEN
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.kernel.tables import Table
from participation.kernel.text import clean

STANDING = tuple(state for state in ListState if state not in (ListState.UNDONE, ListState.PURGED))
LONGEST_FILE_NAME = 200


@dataclass(frozen=True)
class About:
    """What a facilitator says of a list."""

    kind: ListKind
    name: str
    legal_basis: str
    provenance: str
    provided_on: date
    purge_on: date


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    about: About,
    file_name: str,
    file: Received,
    table: Table,
) -> PoolList:
    """Take in a file that could be read; its columns are proposed.

    Raises:
        RefusedError: `state`; `rehearsal_list`; `same_file` (name) as a list that stands; `list_name` taken;
            `provided_later` than today; `purge_early` (day): before the draw, or before the list was provided.
    """
    draw = access.lock(session, actor, draw_id, *OPEN)
    if draw.is_rehearsal:
        raise RefusedError("rehearsal_list")
    _check(session, now, draw, about, file)
    found = PoolList(
        draw_id=draw.id,
        kind=about.kind,
        state=ListState.SENT,
        name=about.name,
        legal_basis=about.legal_basis,
        provenance=about.provenance,
        provided_on=about.provided_on,
        purge_on=about.purge_on,
        file_name=(clean(file_name) or "?")[:LONGEST_FILE_NAME],
        file_sha256=file.sha256,
        mapping=printed(samples.proposed(table).to_json()),
        encoding=table.encoding,
        separator=table.separator,
        sent_by_id=actor.id,
        sent_at=now,
    )
    session.add(found)
    session.flush()
    folder = folder_of(session)
    with folder.create(folder.sample(found.id)) as target:
        target.write(samples.look_at(table))
    folder.keep(file, found.id)
    return found


def _check(session: Session, now: datetime, draw: Draw, about: About, file: Received) -> None:
    same = same_file(session, draw.id, file.sha256)
    if same is not None:
        raise RefusedError("same_file", name=same.name)
    named = sa.select(PoolList.id).where(
        PoolList.draw_id == draw.id, PoolList.name == about.name, PoolList.state.in_(STANDING)
    )
    if about.name == LIST_NAME or session.scalar(named.limit(1)) is not None:
        raise RefusedError("list_name")
    if about.provided_on > day_of(now):
        raise RefusedError("provided_later")
    earliest = max(day_of(draw.entropy_for), about.provided_on)
    if about.purge_on <= earliest:
        raise RefusedError("purge_early", day=earliest)


def same_file(session: Session, draw_id: int, sha256: str) -> PoolList | None:
    """Return the list of a draw that stands and was made from this very file."""
    query = sa.select(PoolList).where(
        PoolList.draw_id == draw_id, PoolList.file_sha256 == sha256, PoolList.state.in_(STANDING)
    )
    return session.scalars(query.order_by(PoolList.id).limit(1)).one_or_none()
