"""Forms of values: a file with the publication it comes from."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField

from participation.councils.forms import LinesField, Needed
from participation.indicators.services.value_files import NewSource
from participation.kernel.days import DayField
from participation.kernel.forms import Form, NeededText, TextField
from participation.meetings.agenda_forms import TooLong

LONGEST_METHOD = 2000


class ValuesForm(Form):
    """A file of values and its source."""

    file = FileField(
        _l("File"),
        [Needed(_l("Choose the file."))],
        description=_l("CSV or XLSX, as Excel saves it. 8 MB at most."),
    )
    source = TextField(
        _l("Source"),
        [NeededText(_l("Write who publishes these values."), 200, _l("Shorten the name of the source."))],
        description=_l("For example: Insee, Filosofi"),
    )
    vintage = TextField(
        _l("Vintage of the source"),
        [NeededText(_l("Write the vintage, for example: 2021."), 200, _l("Shorten the vintage."))],
        description=_l("For example: 2021. Where the columns of a file say no year, its values are of this one."),
    )
    published_on = DayField(_l("When was it published? (optional)"), description=_l("For example: 27/3/2024"))
    licence = TextField(
        _l("Licence (optional)"), [TooLong(200)], description=_l("For example: Licence Ouverte 2.0")
    )
    method = LinesField(
        _l("How these values are counted (optional)"),
        [TooLong(LONGEST_METHOD)],
        description=_l("Everybody can read it beside the values."),
    )
    is_fictitious = BooleanField(_l("These values are invented, to try the site out"))

    def about(self) -> NewSource:
        """Return the publication, once what was typed is valid."""
        return NewSource(
            self.source.data or "",
            self.vintage.data or "",
            self.published_on.data,
            self.licence.data or None,
            self.method.data or "",
        )

    def refuse_file(self, sentence: Any) -> None:
        """Say what is wrong with the file beside it."""
        self.file.errors = [sentence]
