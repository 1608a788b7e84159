"""Forms of attendance: a guest, an arrival or departure, one's own presence from a phone."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from participation.councils.forms import Needed, choice, offer
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField
from participation.meetings.agenda_forms import TooLong
from participation.meetings.models import MovementKind
from participation.meetings.services.items import LONGEST_TITLE

REFUSALS: dict[str, tuple[str, Any]] = {
    "no_seat": ("seat", _l("Nobody holds this seat today. Choose another one, or ask the team.")),
    "no_substitute": ("seat", _l("Seat %(number)s has no substitute. Choose another answer.")),
    "not_held": ("", _l("This meeting is not under way: nobody can sign in now. Ask the team.")),
    "room_code": ("code", _l("This is not the code of this room. Copy it from the screen of the room.")),
    "state": ("", _l("The meeting is closed: its attendance stands.")),
    "too_many_guests": ("", _l("This meeting has %(most)s guests already: that is the most.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""
MOVEMENTS: list[tuple[str, Any]] = [
    (MovementKind.ARRIVAL.value, _l("Arrives at this item")),
    (MovementKind.DEPARTURE.value, _l("Leaves at this item")),
]


class GuestForm(Form):
    """Somebody who sits in the room without a seat."""

    name = TextField(
        _l("Name"),
        [NeededText(_l("Write the name of this person."), LONGEST_TITLE, _l("Shorten this name."))],
        description=_l("Seen by the team alone."),
    )
    quality = TextField(
        _l("In what capacity? (optional)"),
        [TooLong(LONGEST_TITLE)],
        description=_l("For example: landlord, town hall, resident. This is public."),
    )


class MovementForm(Form):
    """Somebody arrives late, or leaves before the end."""

    who = SelectField(_l("Who?"), [Needed(_l("Choose a person."))], validate_choice=False)
    item = SelectField(_l("At which item?"), [Needed(_l("Choose an item."))], validate_choice=False)
    kind = choice(_l("What happens?"), MOVEMENTS, _l("Choose one answer."))

    def offer(self, people: Iterable[tuple[str, str]], items: Iterable[tuple[str, str]]) -> None:
        """Offer who came, and the items of the agenda."""
        offer(self.who, [("", "–"), *people])
        offer(self.item, [("", "–"), *items])


class RoomForm(Form):
    """The code of the room, typed where the QR code was not read; it stands in the address, as in the QR code."""

    class Meta(Form.Meta):
        """A page that is only read sets no cookie."""

        csrf = False

    code = TextField(_l("Code of the room"), description=_l("Eight letters and digits, on the screen of the room."))


class PresenceForm(RoomForm):
    """« I am here »: a seat, never a name."""

    seat = choice(_l("Which seat is yours?"), [], _l("Choose your seat."))

    def chosen(self) -> tuple[int, bool]:
        """Return the seat, and whether its substitute signs in."""
        said = str(self.seat.data)
        return int(said.removesuffix(SUBSTITUTE)), said.endswith(SUBSTITUTE)


SUBSTITUTE = "-s"


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    said = str(sentence) % refusal.params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
