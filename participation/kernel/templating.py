"""What every template may use beyond words: contact, demonstration mark, permissions, code and fingerprint filters."""

from flask import Flask
from flask_login import current_user

from participation.config import Settings
from participation.kernel.permissions import can


def grouped(code: str) -> str:
    """Return a code in groups of four: `K7M4-P2XR-9TQ3-H5WN`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def fingerprint(digest: str) -> list[str]:
    """Return a digest as sixteen groups of four digits, the way it is read aloud and compared."""
    return [digest[start : start + 4] for start in range(0, len(digest), 4)]


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates their globals. `current_user` is lazy: a page that never names it never opens the session."""
    app.jinja_env.globals.update(
        contact=settings.contact, is_demonstration=settings.is_demonstration, current_user=current_user, can=can
    )
    app.jinja_env.filters.update(grouped=grouped, fingerprint=fingerprint)
