"""Claims in words, for the team."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.draws.models import Claim, ClaimGround

GROUNDS: dict[ClaimGround, Any] = {
    ClaimGround.IN_JOURNAL: _l("Put back: the code stood in the journal before the closing"),
    ClaimGround.NOT_IN_JOURNAL: _l("Refused: the code did not stand in the journal before the closing"),
    ClaimGround.NO_CODE: _l("Refused: no receipt"),
    ClaimGround.WITHDRAWN: _l("Refused: the person left the list by their own choice"),
    ClaimGround.ALREADY_IN: _l("Refused: the person is in the list already"),
    ClaimGround.DOUBLE: _l("Refused: two people agreed that it is a double"),
    ClaimGround.NOT_ELIGIBLE: _l("Refused: not eligible"),
    ClaimGround.LATE: _l("Refused: after the time to check the list"),
}


def rows(found: Sequence[Claim]) -> list[dict[str, Any]]:
    """Return claims as a timeline."""
    return [
        {"state": "done", "what": str(GROUNDS[claim.ground]), "at": claim.at, "text": claim.reason}
        for claim in found
    ]
