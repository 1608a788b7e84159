"""Files of a meeting: kept under their digest outside the web root, offered as downloads."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.meetings.models import AgendaItem, Document


def of_meeting(session: Session, meeting_id: int, public_only: bool) -> Sequence[Document]:
    """Return the files of a meeting in the order they came; removed ones too, whose reason stands in their place.

    The public never gets those of a confidential item.
    """
    query = sa.select(Document).where(Document.meeting_id == meeting_id).order_by(Document.id)
    if public_only:
        confidential = sa.exists().where(AgendaItem.id == Document.item_id, AgendaItem.is_confidential)
        query = query.where(Document.is_public, ~confidential)
    return session.scalars(query).all()
