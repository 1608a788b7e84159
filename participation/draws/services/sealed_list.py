"""The sealed list read back, and checked against its seal before anything is drawn or published from it.

The database refuses changes; this is the second wall, for somebody who took the first one down: the first
entry that
is not as it was sealed is named.
"""

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Contribution, Draw, DrawSecret, Entry, EntrySecret
from participation.draws.services import access
from participation.draws.services.drafting import read
from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.sortition import contributions, leaves
from participation.sortition import draw as drawing
from participation.sortition import seed as seeds
from participation.sortition.columns import leaf_of
from participation.sortition.draw import Outcome
from participation.sortition.errors import PoolError, QuotaError, SortitionError
from participation.sortition.opening import open_pool
from participation.sortition.parameters import Parameters, check_parameters
from participation.sortition.pool import Pool
from participation.sortition.transcript import EntryJson


def parameters_of(draw: Draw) -> Parameters:
    """Return the sealed parameters.

    Raises:
        RefusedError: `tampered` (what: `parameters`).
    """
    assert draw.parameters is not None
    try:
        return check_parameters(read(draw.parameters))
    except SortitionError as error:
        raise RefusedError("tampered", what="parameters", index=None) from error


def load(session: Session, draw: Draw) -> Pool:
    """Return the sealed pool, checked entry by entry, then against the root, the seal and the journal.

    Raises:
        RefusedError: `tampered` with `what` (`entry`, `identity`, `root`, `parameters`, `seal`) and, for an
            entry, its
            `index`.
    """
    parameters = parameters_of(draw)
    if seeds.seal(parameters) != draw.seal or not _is_in_journal(session, draw):
        raise RefusedError("tampered", what="seal", index=None)
    rows = _rows(session, draw)
    _check_numbers([int(row["index"]) for row in rows], parameters["pool"]["size"])
    entries = [_checked_entry(index, row) for index, row in enumerate(rows)]
    try:
        pool = open_pool(entries, parameters["quotas"], {})
    except (PoolError, QuotaError) as error:
        raise RefusedError("tampered", what="entry", index=error.params.get("index")) from error
    if pool.root.hex() != parameters["pool"]["root"]:
        raise RefusedError("tampered", what="root", index=None)
    return pool


def outcome_of(
    session: Session, draw: Draw, pool: Pool, given: Sequence[contributions.Contribution]
) -> Outcome:
    """Return what follows from the seal and these contributions: the same at every call.

    Raises:
        RefusedError: `tampered` (what: `secret`, or the engine's code).
    """
    secret = session.get_one(DrawSecret, draw.id).secret
    try:
        return drawing.draw(pool, parameters_of(draw), secret, given)
    except SortitionError as error:
        raise RefusedError("tampered", what=error.code, index=None) from error


def contributions_of(session: Session, draw: Draw) -> list[contributions.Contribution]:
    """Return the recorded contributions, in the order of the plan."""
    query = sa.select(Contribution).where(Contribution.draw_id == draw.id).order_by(Contribution.item)
    return [contributions.Contribution(row.source, row.by, row.value) for row in session.scalars(query)]


def person_of(session: Session, draw: Draw, index: int) -> leaves.Person | None:
    """Return who an entry is, with both salts; None once erased."""
    row = session.get(EntrySecret, (draw.id, index))
    if row is None or row.identity is None or row.identity_salt is None:
        return None
    return leaves.Person(read(row.identity), row.identity_salt, read(row.profile), row.profile_salt)


def _is_in_journal(session: Session, draw: Draw) -> bool:
    acts = journal.entries_for(session, access.subject(draw))
    return any(act.kind == "draw.sealed" and read(act.payload)["seal"] == draw.seal for act in acts)


def _rows(session: Session, draw: Draw) -> Sequence[sa.RowMapping]:
    query = (
        sa.select(
            Entry.index,
            Entry.leaf,
            Entry.identity.label("commitment_to_identity"),
            Entry.commitment,
            Entry.household,
            EntrySecret.identity,
            EntrySecret.identity_salt,
            EntrySecret.profile,
            EntrySecret.profile_salt,
        )
        .outerjoin(EntrySecret, (EntrySecret.draw_id == Entry.draw_id) & (EntrySecret.index == Entry.index))
        .where(Entry.draw_id == draw.id)
        .order_by(Entry.index)
    )
    return session.execute(query).mappings().all()


def _check_numbers(found: Sequence[int], size: int) -> None:
    """Name the first number that is missing or too much."""
    for expected, number in enumerate(found):
        if number != expected:
            raise RefusedError("tampered", what="entry", index=expected)
    if len(found) != size:
        raise RefusedError("tampered", what="entry", index=min(len(found), size))


def _checked_entry(index: int, row: sa.RowMapping) -> EntryJson:
    """Return an entry as the engine reads it, its identity, where it is not erased, checked against its
    commitment."""
    leaf = leaf_of(row["household"], row["commitment_to_identity"], row["commitment"]).hex()
    if row["profile"] is None or leaf != row["leaf"]:
        raise RefusedError("tampered", what="entry", index=index)
    try:
        profile = read(row["profile"])
        if row["identity"] is not None:
            found = leaves.identity_commitment(row["identity_salt"], read(row["identity"])).hex()
            if found != row["commitment_to_identity"]:
                raise RefusedError("tampered", what="identity", index=index)
    except SortitionError as error:
        raise RefusedError("tampered", what="identity", index=index) from error
    entry = {
        "household": row["household"],
        "identity": row["commitment_to_identity"],
        "commitment": row["commitment"],
        "profile": profile,
        "salt": row["profile_salt"].hex(),
    }
    return cast(EntryJson, entry)
