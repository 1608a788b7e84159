"""How a holder is called in public: by name with consent, else by role and seat. Only here is it worded."""

from typing import Protocol

from participation.bodies.models import College, Gender
from participation.kernel.i18n import gettext


class Named(Protocol):
    """What the wording needs to know; a name is already empty where there is no consent."""

    @property
    def name(self) -> str | None: ...
    @property
    def gender(self) -> Gender | None: ...
    @property
    def college(self) -> College | None: ...
    @property
    def association(self) -> str | None: ...
    @property
    def seat(self) -> int: ...


def display_name(holder: Named) -> str:
    """Return « Camille Fictive, siège 7 » or « Habitante, siège 7 »."""
    if holder.name:
        return str(gettext("%(name)s, seat %(seat)s", name=holder.name, seat=holder.seat))
    if holder.association:
        return _for_association(holder)
    if holder.college is College.RESIDENTS:
        return _resident(holder)
    if holder.college is College.LOCAL_ACTORS:
        return str(gettext("Member of the associations’ college, seat %(seat)s", seat=holder.seat))
    return str(gettext("Member, seat %(seat)s", seat=holder.seat))


def _resident(holder: Named) -> str:
    if holder.gender is Gender.FEMALE:
        return str(gettext("Resident (woman), seat %(seat)s", seat=holder.seat))
    if holder.gender is Gender.MALE:
        return str(gettext("Resident (man), seat %(seat)s", seat=holder.seat))
    return str(gettext("Member of the residents’ college, seat %(seat)s", seat=holder.seat))


def _for_association(holder: Named) -> str:
    values = {"association": holder.association, "seat": holder.seat}
    if holder.gender is Gender.FEMALE:
        return str(gettext("%(association)s (represented by a woman), seat %(seat)s", **values))
    if holder.gender is Gender.MALE:
        return str(gettext("%(association)s (represented by a man), seat %(seat)s", **values))
    return str(gettext("%(association)s, seat %(seat)s", **values))
