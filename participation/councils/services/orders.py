"""Recognition orders: the acts that recognise a council, with the signed document.

The document names the members. It is therefore for the people who work for the council; the public page
shows its reference, its date and the document's digest.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council, RecognitionOrder
from participation.councils.services.access import LARGEST_KEY
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor

FIRST_BYTES = b"%PDF-"
LAST_BYTES = b"%%EOF"
TAIL = 1024
"""A PDF says where it ends within its last bytes; a file cut short does not."""


@dataclass(frozen=True)
class OrderRow:
    """A recognition order without its document."""

    id: int
    reference: str
    signed_on: date
    file_name: str | None
    file_sha256: str | None


LAST_FIRST = (
    sa.select(
        RecognitionOrder.id,
        RecognitionOrder.reference,
        RecognitionOrder.signed_on,
        RecognitionOrder.file_name,
        RecognitionOrder.file_sha256,
    )
    .where(RecognitionOrder.council_id == sa.bindparam("council_id"))
    .order_by(RecognitionOrder.signed_on.desc(), RecognitionOrder.id.desc())
)


def orders(session: Session, council_id: int) -> Sequence[OrderRow]:
    """Return a council's orders, last first."""
    rows = session.connection().execute(LAST_FIRST, {"council_id": council_id})
    return [OrderRow(*row) for row in rows]


def add_order(
    session: Session,
    actor: Actor,
    now: datetime,
    council: Council,
    reference: str,
    signed_on: date,
    content: bytes | None = None,
) -> RecognitionOrder:
    """Record a recognition order, with its document where there is one.

    The document's name is ours: what the sender's machine called it may hold a person's name.

    Raises:
        RefusedError: `order_to_come` when its day is not yet here; `not_a_pdf`; `order_exists` when its
            reference stands for another day or document.
    """
    if signed_on > clock.day_of(now):
        raise RefusedError("order_to_come")
    if content is not None and not _is_pdf(content):
        raise RefusedError("not_a_pdf")
    digest = hashlib.sha256(content).hexdigest() if content is not None else None
    if (found := _recorded(session, council, reference)) is not None:
        if (found.signed_on, found.file_sha256) != (signed_on, digest):
            raise RefusedError("order_exists")
        return found  # the same form sent twice records one order
    order = RecognitionOrder(
        council_id=council.id,
        reference=reference,
        signed_on=signed_on,
        file_name=f"arrete-{signed_on.isoformat()}.pdf" if content is not None else None,
        file_sha256=digest,
        content=content,
        recorded_at=now,
        is_fictitious=council.is_fictitious,
    )
    session.add(order)
    session.flush()
    payload = {"reference": reference, "signed_on": signed_on.isoformat(), "sha256": digest}
    journal.append(session, now, "council.recognised", f"council:{council.neighbourhood.code}", payload)
    return order


def _recorded(session: Session, council: Council, reference: str) -> RecognitionOrder | None:
    session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
    query = sa.select(RecognitionOrder).where(
        RecognitionOrder.council_id == council.id, RecognitionOrder.reference == reference
    )
    return session.scalars(query.limit(1)).one_or_none()


def _is_pdf(content: bytes) -> bool:
    return content.startswith(FIRST_BYTES) and LAST_BYTES in content[-TAIL:]


def order_file(session: Session, council: Council, order_id: int) -> tuple[str, bytes]:
    """Return the name and content of an order's document.

    Raises:
        MissingError: The council has no such order, or the order has no document.
    """
    query = sa.select(RecognitionOrder.file_name, RecognitionOrder.content).where(
        RecognitionOrder.id == order_id, RecognitionOrder.council_id == council.id
    )
    row = session.execute(query).one_or_none() if order_id <= LARGEST_KEY else None
    if row is None or row.content is None:
        raise MissingError
    return row.file_name, row.content
