"""Forms about limits: a file with where it comes from, then the yes to what was read in it."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from participation.draws.forms import Needed
from participation.kernel.forms import Form, NeededText, TextField


class PerimetersForm(Form):
    """A file of limits."""

    source = TextField(
        _l("Where do these limits come from?"),
        description=_l("Everybody can read it. For example: ANCT, data.gouv.fr, priority neighbourhoods of 2024"),
        validators=[NeededText(_l("Write where the limits come from, in at most 200 characters."))],
    )
    file = FileField(
        _l("The file"),
        description=_l("GeoJSON, in degrees (EPSG:4326), up to 20 MB. A file of the whole country is taken too."),
        validators=[Needed(_l("Choose the file."))],
    )


class TakePerimetersForm(Form):
    """The limits that were shown, signed, so that what is taken in is what was seen."""

    checked = HiddenField()
