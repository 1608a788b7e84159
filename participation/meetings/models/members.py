"""The log-in of somebody who sits."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.bodies.models import Person
from participation.kernel.db import Base


class MemberAccount(Base):
    """An account that belongs to a person who sits: what is theirs to do is found by it."""

    __tablename__ = "member_account"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)

    account: Mapped[Account] = relationship()
    person: Mapped[Person] = relationship()
