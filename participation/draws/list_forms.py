"""Forms about lists: what a file is, which column says what, whom to look for."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf

from participation.draws.forms import Needed, NumberField
from participation.draws.imports import ColumnMapping, Field
from participation.draws.models import ListKind
from participation.draws.services.lists.sending import About
from participation.kernel.days import DayField
from participation.kernel.forms import Form, NeededText, TextField

KINDS = {
    ListKind.ELECTORAL_ROLL: _l("Electoral roll"),
    ListKind.ADDRESS_DIRECTORY: _l("Directory of addresses"),
    ListKind.LANDLORD: _l("A landlord’s list"),
    ListKind.VOLUNTEERS: _l("Volunteers"),
    ListKind.OTHER: _l("Another list"),
}
HINTS = {
    ListKind.ELECTORAL_ROLL: _l("Each town draws from its own roll."),
    ListKind.ADDRESS_DIRECTORY: _l("Dwellings, with or without names."),
    ListKind.LANDLORD: _l("A file of tenants serves for this only if a text or an agreement allows it."),
}
LONGEST_BASIS = 500
MOST_LINES = 1000


class ListForm(Form):
    """What a file is, what allows it, until when it is kept."""

    kind = RadioField(
        _l("What kind of list is it?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[
            Needed(_l("Choose what kind of list this is.")),
            AnyOf(tuple(ListKind), message=_l("Choose what kind of list this is.")),
        ],
        validate_choice=False,
    )
    name = TextField(
        _l("Name of the list"),
        description=_l("Everybody can read it. For example: Electoral roll, polling station 12"),
        validators=[NeededText(_l("Write a name, of at most 200 characters."))],
    )
    provenance = TextField(
        _l("Who made the list?"),
        description=_l("Everybody can read it. For example: City of Caen, elections office"),
        validators=[NeededText(_l("Write who made the list, in at most 200 characters."))],
    )
    legal_basis = TextField(
        _l("What allows this list to serve for this draw?"),
        description=_l(
            "Everybody can read it. For example: mission of public interest (GDPR, article 6.1.e), agreement of "
            "12 March 2026"
        ),
        validators=[
            NeededText(
                _l("Write which text or agreement allows it."), LONGEST_BASIS, _l("Write at most 500 characters.")
            )
        ],
    )
    provided_on = DayField(
        _l("Day on which it was given"),
        description=_l("For example: 27/3/2026"),
        validators=[Needed(_l("Write the day on which the list was given."))],
    )
    purge_on = DayField(
        _l("Day on which it is erased"),
        description=_l("After the draw, and no later than needed. On that day the platform erases it by itself."),
        validators=[Needed(_l("Write the day on which the list is erased."))],
    )
    file = FileField(
        _l("The file"),
        description=_l(
            "CSV up to 150 MB, or an Excel workbook (.xlsx) up to 50,000 rows. The first line names the columns."
        ),
        validators=[Needed(_l("Choose the file."))],
    )

    def about(self) -> About:
        """Return what was typed, once it is valid."""
        return About(
            kind=ListKind(self.kind.data),
            name=self.name.data or "",
            legal_basis=self.legal_basis.data or "",
            provenance=self.provenance.data or "",
            provided_on=self.provided_on.data,
            purge_on=self.purge_on.data,
        )


class ReadingForm(Form):
    """Which sheet of a workbook is read, and which line names the columns."""

    sheet = SelectField(_l("Sheet"), choices=[], validate_choice=False)
    header_line = NumberField(
        _l("Line that names the columns"),
        0,
        MOST_LINES,
        description=_l("0 if there is none."),
        validators=[Needed(_l("Write the number of the line, or 0."))],
    )


class ColumnsForm(Form):
    """Which column of the file says what. Fields are made from the table of fields, one each."""

    def choose_from(self, labels: list[str], words: dict[Field, Any]) -> None:
        """Offer the columns of a file."""
        choices = [SelectChoice("", _l("Not in this file"))]
        choices += [SelectChoice(str(number), label) for number, label in enumerate(labels)]
        for field, name in words.items():
            self[field.value].choices = choices
            self[field.value].label.text = str(name)

    def show(self, mapping: ColumnMapping) -> None:
        """Show columns as they were proposed or chosen."""
        for field, column in mapping.columns.items():
            self[field.value].data = str(column)

    def mapping(self) -> ColumnMapping:
        """Return what was chosen; anything that is no column of the file is left to the check of the columns."""
        chosen = {field: str(self[field.value].data or "") for field in Field}
        return ColumnMapping(
            {field: int(text) for field, text in chosen.items() if text.isascii() and text.isdigit() and len(text) < 6}
        )


for _field in Field:
    setattr(ColumnsForm, _field.value, SelectField("", choices=[], validate_choice=False))


class PeopleForm(Form):
    """Whom somebody looks for on the lists."""

    name = TextField(
        _l("Name of the person"),
        validators=[NeededText(_l("Write the name, or a part of it."), 100)],
    )
