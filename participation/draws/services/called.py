"""Who somebody called is, whichever list they came from: what a letter, a call or a seat needs."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from participation.bodies.models import Gender
from participation.draws.models import Draw, EntrySecret, ListedPerson, PoolList
from participation.draws.services.lists import merging
from participation.draws.services.lists.merging import Merged, People
from participation.sortition.canonical import parse
from participation.volunteers.models import SignUp


@dataclass(frozen=True)
class Called:
    """Somebody called, as far as the platform still knows them."""

    index: int
    name: str
    """Given name, then family name."""
    birth_year: int | None
    gender: Gender | None
    email: str | None
    phone: str | None
    address: tuple[str, ...]
    """Lines under the name on an envelope; none where the platform has no address."""
    locale: str
    sign_up: SignUp | None
    """Empty for somebody of an imported list."""


def find(session: Session, draw: Draw, index: int, several: People | None = None) -> Called | None:
    """Return who an entry is; None once erased.

    Args:
        several: What the records of the person say together, where it was read already.
    """
    opening = session.get(EntrySecret, (draw.id, index))
    if opening is None or opening.identity is None:
        return None
    if several is None:
        listed_ids = [number for number in (opening.listed_id,) if number is not None]
        several = merging.some(session, draw, listed_ids, [n for n in (opening.sign_up_id,) if n is not None])
    if opening.sign_up_id is not None:
        added = several.signed_up.get(opening.sign_up_id)
        return _signed_up(session.get_one(SignUp, opening.sign_up_id), index, added)
    identity = cast("dict[str, str]", parse(opening.identity.encode("utf-8")))
    listed = several.listed.get(opening.listed_id or 0) or _listed(session, draw, opening.listed_id)
    town = " ".join(filter(None, (identity.get("postal_code"), identity.get("town"))))
    year = identity.get("birth_year")
    return Called(
        index=index,
        name=" ".join(filter(None, (identity.get("given_name"), identity.get("family_name")))),
        birth_year=int(year) if year else None,
        gender=listed.gender if listed else None,
        email=listed.email if listed else None,
        phone=listed.phone if listed else None,
        address=tuple(line for line in (identity.get("address"), town) if line),
        locale="fr",
        sign_up=None,
    )


def _listed(session: Session, draw: Draw, number: int | None) -> ListedPerson | None:
    """Return the row of a list; once it is erased, its number may serve again for somebody of another draw."""
    listed = session.get(ListedPerson, number) if number is not None else None
    if listed is None or session.get_one(PoolList, listed.list_id).draw_id != draw.id:
        return None
    return listed


def _signed_up(sign_up: SignUp, index: int, added: Merged | None) -> Called | None:
    """Return a volunteer as they said; where they left it out, a list on which they are too says how to reach them."""
    if sign_up.erased_at is not None:
        return None
    own = tuple(line.strip() for line in (sign_up.postal_address or "").splitlines() if line.strip())
    town = " ".join(filter(None, (added.postal_code, added.town))) if added else ""
    lives = tuple(line for line in (added.address, town) if line) if added else ()
    return Called(
        index=index,
        name=sign_up.name,
        birth_year=sign_up.birth_year,
        gender=sign_up.gender,
        email=sign_up.email or (added.email if added else None),
        phone=sign_up.phone or (added.phone if added else None),
        address=own or lives,
        locale=sign_up.locale,
        sign_up=sign_up,
    )
