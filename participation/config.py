"""Every setting of the application, its unit and its default, said once.

Settings come from the environment (`Settings.from_environ`) or are given by tests. Nothing else in the package reads
`os.environ`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
RESOURCES = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
"""Where templates, static files, translations and migrations lie: in a wheel, or beside the package in a checkout."""


@dataclass(frozen=True)
class Contact:
    """Whom a resident calls; shown in the help block of every page."""

    name: str = "Accueil des conseils citoyens"
    phone: str = ""
    email: str = ""
    place: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Settings:
    """The settings of one running application."""

    database_url: str = "sqlite:///instance/participation.db"
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    instance_path: Path = Path("instance")
    """Folder of the database, the keys and the outbox. Never inside the web root."""
    public_url: str = "http://127.0.0.1:8000"
    """How people reach the site: links in mails and on paper start with it, never with a request's Host."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names answered to; empty means any (behind a proxy that already checks them, or a demonstration)."""
    trusted_proxies: int = 0
    """How many reverse proxies of ours set X-Forwarded-For; 0 ignores that header, which anyone can forge."""
    is_demonstration: bool = False
    """Fictitious people: says so on pages, and its own log-ins need no second factor."""
    contact: Contact = Contact()
    publisher: str = ""
    """Body that publishes the site, its director of publication and its host, for the legal notice."""
    publication_director: str = ""
    host: str = ""
    smtp_host: str = ""
    """Mail goes to files in the outbox when empty."""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = True
    mail_from: str = "conseils-citoyens@example.org"
    time_zone: str = "Europe/Paris"
    session_idle_minutes: int = 30
    session_absolute_hours: int = 8
    form_idle_minutes: int = 120
    """How long a resident may leave a form open before its answers are forgotten."""
    answers_reminder_days: int = 7
    """How long after a call without an answer the council's team is reminded, days."""
    contacts_kept_days: int = 365
    """How long after a draw contact data are kept of people who sit nowhere and did not agree to next draws, days."""
    outbox_kept_days: int = 30
    """How long mail written to files stays in the outbox, days."""
    max_upload_bytes: int = 2 * 1024 * 1024
    testing: bool = False

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over TLS (cookies are then Secure and HSTS is sent)."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings from environment variables; create the secret key's file at first use."""
        instance = Path(environ.get("INSTANCE_PATH", "instance")).resolve()
        demonstration = environ.get("DEMONSTRATION", "") == "1"
        return cls(
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / 'participation.db'}",
            secret_key=environ.get("SECRET_KEY") or _kept_key(instance / "secret_key"),
            secret_key_fallbacks=tuple(environ.get("SECRET_KEY_FALLBACKS", "").split()),
            instance_path=instance,
            public_url=environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            trusted_hosts=tuple(environ.get("TRUSTED_HOSTS", "").split()),
            trusted_proxies=int(environ.get("TRUSTED_PROXIES", "0")),
            is_demonstration=demonstration,
            contact=_contact(environ, demonstration),
            publisher=environ.get("PUBLISHER", ""),
            publication_director=environ.get("PUBLICATION_DIRECTOR", ""),
            host=environ.get("HOSTING", ""),
            smtp_host=environ.get("SMTP_HOST", ""),
            smtp_port=int(environ.get("SMTP_PORT", "25")),
            smtp_user=environ.get("SMTP_USER", ""),
            smtp_password=environ.get("SMTP_PASSWORD", ""),
            smtp_starttls=environ.get("SMTP_STARTTLS", "1") == "1",
            mail_from=environ.get("MAIL_FROM", "conseils-citoyens@example.org"),
            answers_reminder_days=int(environ.get("ANSWERS_REMINDER_DAYS", "7")),
            contacts_kept_days=int(environ.get("CONTACTS_KEPT_DAYS", "365")),
            outbox_kept_days=int(environ.get("OUTBOX_KEPT_DAYS", "30")),
        )


def _contact(environ: Mapping[str, str], demonstration: bool) -> Contact:
    """Return the contact of the environment; a demonstration gets one from the range reserved for fiction."""
    fiction = Contact(
        phone="06 39 98 00 00" if demonstration else "",
        email="accueil@example.org" if demonstration else "",
        place="Maison de quartier (adresse fictive)" if demonstration else "",
        hours="du lundi au vendredi, de 9\u00a0h à 17\u00a0h" if demonstration else "",
    )
    return Contact(
        name=environ.get("CONTACT_NAME", fiction.name),
        phone=environ.get("CONTACT_PHONE", fiction.phone),
        email=environ.get("CONTACT_EMAIL", fiction.email),
        place=environ.get("CONTACT_PLACE", fiction.place),
        hours=environ.get("CONTACT_HOURS", fiction.hours),
    )


def _kept_key(path: Path) -> str:
    """Return the key kept in a file only its owner reads, made at first use.

    `O_EXCL` lets two processes that start together agree on one key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
