"""Forms of highlights: what is honoured, its picture with its consent, and buttons that know what their page showed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from participation.councils.forms import LinesField, choice, day, offer
from participation.indicators.highlight_words import KINDS, REFUSALS
from participation.indicators.models import Highlight, HighlightKind
from participation.indicators.pictures import SmallPicture
from participation.indicators.services.highlights import LONGEST_STORY, NewHighlight, NewPicture
from participation.kernel.errors import RefusedError
from participation.kernel.forms import Form, NeededText, TextField

LONGEST_TITLE = 120
LONGEST_LABEL = 200
MOST_DIGITS = 9


class SeenForm(Form):
    """A button that acts on what its page showed."""

    seen = HiddenField()

    def version_seen(self) -> int:
        """Return the version that the page showed; -1 where it says none."""
        return whole(self.seen.data)


def whole(text: str | None) -> int:
    """Return a number of a form, -1 where it is none."""
    given = text or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS else -1


class HighlightForm(SeenForm):
    """What is honoured."""

    kind = choice(
        _l("What is honoured?"), [(kind.value, name) for kind, name in KINDS.items()], _l("Choose one answer.")
    )
    title = TextField(
        _l("Title"),
        [NeededText(_l("Write a title of a few words."), LONGEST_TITLE, _l("Shorten this title."))],
        description=_l("For example: the square planted by its neighbours"),
    )
    neighbourhood = SelectField(_l("In which neighbourhood?"), validate_choice=False)
    place = TextField(
        _l("At which place?"),
        [NeededText(_l("Write the place: a square, a street, a hall."), LONGEST_LABEL, _l("Shorten this text."))],
    )
    story = LinesField(
        _l("The story"),
        [NeededText(_l("Tell in a few sentences what was done."), LONGEST_STORY, _l("Shorten this text."))],
        description=_l(
            "Who began it, what was done, what it changed. Everybody can read it. "
            "Name only people who agreed."
        ),
    )  # fmt: skip

    def offer_neighbourhoods(self, found: Sequence[tuple[int, str]]) -> None:
        """Offer each neighbourhood, and several of them."""
        answers = [("", str(_l("Several neighbourhoods"))), *((str(number), name) for number, name in found)]
        self.offered = {value for value, _name in answers}
        offer(self.neighbourhood, answers)

    def validate_neighbourhood(self, field: Any) -> None:
        """Ask for one of the list."""
        if (field.data or "") not in self.offered:
            raise StopValidation(str(REFUSALS["neighbourhood"][1]))

    def new(self) -> NewHighlight:
        """Return what was typed, once it is valid."""
        return NewHighlight(
            HighlightKind(self.kind.data),
            self.title.data or "",
            self.story.data or "",
            self.place.data or "",
            whole(self.neighbourhood.data) if self.neighbourhood.data else None,
        )

    @staticmethod
    def typed(found: Highlight) -> dict[str, Any]:
        """Return a highlight as its form shows it."""
        return {
            "kind": found.kind.value,
            "title": found.title,
            "neighbourhood": str(found.neighbourhood_id or ""),
            "place": found.place,
            "story": found.story,
            "seen": str(found.version),
        }


class PictureForm(SeenForm):
    """A picture, what it shows, and who agreed."""

    file = FileField(
        _l("Picture"), description=_l("JPEG, PNG or WebP. We make it small; the place and the camera are erased.")
    )
    alternative = TextField(
        _l("What does it show?"),
        [
            NeededText(
                _l("Write what the picture shows, for people who do not see it."),
                LONGEST_LABEL,
                _l("Shorten this text."),
            )
        ],
        description=_l("For example: twelve neighbours around a table, under the trees of the square"),
    )
    credit = TextField(
        _l("Who took it?"),
        [NeededText(_l("Write who took it, or which service did."), LONGEST_LABEL, _l("Shorten this text."))],
    )
    consent = TextField(
        _l("How did the people shown agree?"),
        [
            NeededText(
                _l("Write how they agreed, or that nobody can be recognised."), LONGEST_LABEL, _l("Shorten this text.")
            )
        ],
        description=_l("For the team alone. For example: forms signed, kept at the town hall"),
    )
    consent_on = day(_l("On which day?"), _l("Write the day on which they agreed, or on which you checked."))

    def new(self, picture: SmallPicture) -> NewPicture:
        """Return what was typed, once it is valid."""
        return NewPicture(
            picture, self.alternative.data or "", self.credit.data or "", self.consent_on.data, self.consent.data or ""
        )


def put_refusal(form: Form, refusal: RefusedError) -> None:
    """Say a service's refusal beside the field to mend, or above the form."""
    name, sentence = REFUSALS[refusal.code]
    said = str(sentence) % refusal.params
    if name and name in form:
        form[name].errors = [*form[name].errors, said]
    else:
        form.form_errors.append(said)
