"""The files of a draw: transcript, witnesses' file, receipts, and what is published of an abandoned draw."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import ArchivedTranscript, Draw, DrawSecret, DrawState, Entry, EntrySecret
from participation.draws.services import sealed_list
from participation.draws.services.drafting import read
from participation.draws.services.seating import substitutions_of
from participation.draws.services.succession import substitution_facts
from participation.kernel.errors import MissingError, RefusedError
from participation.sortition.canonical import canonical
from participation.sortition.draw import Outcome
from participation.sortition.errors import VerificationError
from participation.sortition.leaves import Person
from participation.sortition.merkle import inclusion_proof, tree_levels
from participation.sortition.pool import Pool
from participation.sortition.receipt import Receipt, check_receipt
from participation.sortition.transcript import Substitution, build_transcript, build_witness_file, called_of

DRAWN = (DrawState.DRAWN, DrawState.COMPLETED)
SEALED = (DrawState.SEALED, *DRAWN)


def transcript(session: Session, draw: Draw) -> dict[str, Any]:
    """Return the public transcript, rebuilt from the sealed list and checked on the way.

    Raises:
        MissingError: The draw has no result yet.
        RefusedError: `tampered`, see `sealed_list.load`.
    """
    if draw.state == DrawState.ARCHIVED:
        kept: dict[str, Any] = read(session.get_one(ArchivedTranscript, draw.id).content)
        return kept
    pool, outcome, done = _replayed(session, draw)
    parameters, secret = sealed_list.parameters_of(draw), session.get_one(DrawSecret, draw.id).secret
    given = sealed_list.contributions_of(session, draw)
    return build_transcript(pool, parameters, secret, given, outcome, done)


def secret_of(session: Session, draw: Draw) -> str:
    """Return the server's part of the chance, which is public once the result is: to compare with the envelopes.

    Raises:
        MissingError: There is no result yet.
    """
    if draw.seed is None:
        raise MissingError
    return session.get_one(DrawSecret, draw.id).secret.hex()


def transcript_bytes(session: Session, draw: Draw) -> bytes:
    """Return the transcript as the file people download: canonical JSON, so that its own hash can be
    compared."""
    return canonical(transcript(session, draw))


def witness_file(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what the witnesses hold and the public does not; errors of `transcript`."""
    if draw.state == DrawState.ARCHIVED:
        raise MissingError
    pool, outcome, done = _replayed(session, draw)
    return build_witness_file(pool, sealed_list.parameters_of(draw), called_of(outcome.selected, done))


def receipt(session: Session, draw: Draw, sign_up_id: int) -> Receipt:
    """Return the receipt of a sign-up: with the sealed parameters it proves that the person was in the hat.

    Raises:
        MissingError: The draw is not sealed, the person is not on its list, or their data was erased.
        RefusedError: `tampered`.
    """
    query = sa.select(EntrySecret.index).where(
        EntrySecret.draw_id == draw.id, EntrySecret.sign_up_id == sign_up_id
    )
    index = session.scalar(query)
    person = sealed_list.person_of(session, draw, index) if index is not None else None
    if draw.state not in SEALED or index is None or person is None:
        raise MissingError
    return _proven(session, draw, index, person)


def _proven(session: Session, draw: Draw, index: int, person: Person) -> Receipt:
    """Return the receipt, once it proves itself against the seal: no need to look at anybody else's entry."""
    parameters = sealed_list.parameters_of(draw)
    query = sa.select(Entry.leaf).where(Entry.draw_id == draw.id).order_by(Entry.index)
    levels = tree_levels(bytes.fromhex("".join(session.scalars(query))))
    receipt: Receipt = {
        "draw": draw.uuid,
        "salt": person.identity_salt.hex(),
        "identity": person.identity,
        "profile": person.profile,
        "profile_salt": person.profile_salt.hex(),
        "household": person.household,
        "index": index,
        "size": parameters["pool"]["size"],
        "path": [sibling.hex() for sibling in inclusion_proof(levels, index)],
        "root": parameters["pool"]["root"],
        "seal": draw.seal or "",
    }
    try:
        check_receipt(receipt, parameters)
    except VerificationError as error:
        raise RefusedError("tampered", what="entry", index=index) from error
    return receipt


def abandoned_record(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what is published of a draw given up: its secret, and what was sealed, if it was.

    Raises:
        MissingError: The draw was not abandoned.
    """
    if draw.state != DrawState.ABANDONED:
        raise MissingError
    secret = session.get(DrawSecret, draw.id)
    query = sa.select(Entry.household, Entry.identity, Entry.commitment).where(Entry.draw_id == draw.id)
    return {
        "parameters": read(draw.parameters) if draw.parameters else None,
        "seal": draw.seal,
        "entries": [dict(row) for row in session.execute(query.order_by(Entry.index)).mappings()],
        "secret": secret.secret.hex() if secret else None,
        "reason": draw.abandoned_reason,
    }


def _replayed(session: Session, draw: Draw) -> tuple[Pool, Outcome, list[Substitution]]:
    if draw.state not in DRAWN:
        raise MissingError
    pool = sealed_list.load(session, draw)
    outcome = sealed_list.outcome_of(session, draw, pool, sealed_list.contributions_of(session, draw))
    done = [Substitution(**substitution_facts(row)) for row in substitutions_of(session, draw)]  # type: ignore[arg-type]
    return pool, outcome, done
