"""Where to go after a log-in: only to a page of this site."""

import re
from urllib.parse import urlsplit

_path = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def local_target(wanted: str | None) -> str | None:
    """Return a path of this site, or None for anything that a browser could read as another place."""
    if wanted is None or len(wanted) > 500 or not _path.fullmatch(wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None
