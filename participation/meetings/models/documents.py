"""Files of a meeting; their bytes stand outside the web root, under their digest."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.kernel.db import Base, Key, Label, Sha256, values_of
from participation.meetings.models.agenda import AgendaItem
from participation.meetings.models.meeting import Meeting


class DocumentKind(StrEnum):
    """What a file is."""

    PAPER = "paper"
    PICTURE = "picture"


class Document(Base):
    """One file of a meeting, or of one of its items."""

    __tablename__ = "document"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("kind <> 'picture' OR alternative IS NOT NULL", name="alternative"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_reason IS NULL)", name="removed"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"))
    kind: Mapped[DocumentKind] = mapped_column(values_of(DocumentKind, "kind"))
    title: Mapped[Label]
    alternative: Mapped[Label | None]
    """What a picture shows, for whoever does not see it."""
    file_name: Mapped[Label]
    """As offered to whoever downloads it."""
    media_type: Mapped[str] = mapped_column(sa.String(100))
    """Found in the content, never believed from the browser."""
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[Sha256]
    is_public: Mapped[bool] = mapped_column(default=True)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[Label | None]
    """In public, in its place."""

    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
