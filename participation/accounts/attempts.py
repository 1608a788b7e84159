"""How often somebody may try: per account and per address, shared by all workers.

A stranger's tries must not shut out the account's owner: a device that has logged in before carries a signed
cookie and is counted by itself. Counting writes beside the request's session, so it comes first.
"""

import hashlib
import math
import secrets
import time

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import parse
from werkzeug.wrappers import Response

from participation.config import Settings
from participation.kernel.rate_limit import limiter

PER_ACCOUNT = parse("10 per 15 minutes")
PER_ADDRESS = parse("30 per 15 minutes")
DEVICE_SECONDS = 180 * 24 * 3600


def key_of(name: str) -> str:
    """Return the key of an account's name: the counters hold no e-mail address."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def minutes_to_wait(act: str, key: str) -> int:
    """Count one try; return 0 when it may go on, else how many minutes to wait."""
    strategy, now, longest = limiter.limiter, time.time(), 0.0
    counters = ((PER_ACCOUNT, (act, key)), (PER_ADDRESS, (act, "from", request.remote_addr or "")))
    for limit, names in counters:
        if not strategy.hit(limit, *names):
            longest = max(longest, strategy.get_window_stats(limit, *names).reset_time - now)
    return math.ceil(longest / 60)


def forget(act: str, key: str) -> None:
    """Start the account's count anew after a success, and take that try off the address's count."""
    limiter.limiter.clear(PER_ACCOUNT, act, key)
    address = PER_ADDRESS.key_for(act, "from", request.remote_addr or "")
    limiter.storage.incr(address, PER_ADDRESS.get_expiry(), amount=-1)


def device_key(name: str) -> str:
    """Return the key by which this device's tries for an account are counted."""
    owner, device, _account_id = _known_device()
    return f"device:{device}" if owner == key_of(name) else key_of(name)


def device_account_id() -> int | None:
    """Return the account that logged in last on this device: it says whose an orphaned form is, and opens nothing."""
    return _known_device()[2]


def _known_device() -> tuple[str, str, int | None]:
    try:
        owner, device, account_id = _signer().loads(request.cookies.get(_cookie(), ""), max_age=DEVICE_SECONDS)
    except (BadSignature, TypeError, ValueError):
        return "", "", None
    return owner, device, account_id


def remember_device(response: Response, name: str, account_id: int) -> None:
    """Let this device be counted by itself from now on; it opens nothing."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        _cookie(),
        _signer().dumps([key_of(name), secrets.token_hex(8), account_id]),
        max_age=DEVICE_SECONDS,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"]).replace("session", "device")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known-device")
