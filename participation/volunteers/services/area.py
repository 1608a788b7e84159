"""Whether an address lies in a council's neighbourhood. The address is an argument, never a row."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.territory.services import Named, Place, locate
from participation.volunteers.models import AreaCheck


@dataclass(frozen=True)
class Area:
    """What the list of streets says of an address, for one council."""

    check: AreaCheck | None
    """Empty when the address is surely elsewhere."""
    elsewhere: Named | None = None
    """The neighbourhood where it lies instead, if it lies in one."""


def check_area(session: Session, council: Council, street: str, number: str) -> Area:
    """Tell whether an address lies in the council's neighbourhood; an unlisted street stays unknown."""
    neighbourhood = council.neighbourhood
    found = locate(session, street, number or None)
    if found.place is Place.UNKNOWN and found.candidates:
        # The same street in two towns: the neighbourhood's own town settles it, but only for a yes.
        own = locate(session, street, number or None, neighbourhood.municipality.insee_code)
        is_own = own.neighbourhood is not None and own.neighbourhood.id == neighbourhood.id
        return Area(AreaCheck.INSIDE if is_own else AreaCheck.UNKNOWN)
    if found.place is Place.UNKNOWN:
        return Area(AreaCheck.UNKNOWN)
    if found.neighbourhood is None:
        return Area(None)
    if found.neighbourhood.id != neighbourhood.id:
        return Area(None, found.neighbourhood)
    return Area(AreaCheck.INSIDE)
