"""One person of each dwelling, in words: no page may promise more than is done."""

from participation.draws.models import Draw
from participation.kernel.i18n import gettext as _


def rule(draw: Draw) -> list[str]:
    """Return what one person of each dwelling covers, and what it does not; nothing where the draw asks for none."""
    if not draw.one_per_household:
        return []
    return [
        _(
            "Of the people on lists with addresses, one at most of each dwelling can have a seat. Addresses without a "
            "flat number count as one dwelling."
        ),
        *(
            [_("This does not hold for people who signed up: their address is not kept.")]
            if draw.takes_sign_ups
            else []
        ),
    ]
