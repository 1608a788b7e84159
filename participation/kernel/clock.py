"""The one place that asks what time it is, so that tests can freeze it and engines never need it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """Return this instant, aware, in UTC, in whole microseconds."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is for the residents."""
    return now().astimezone(PARIS).date()


def day_of(instant: datetime) -> date:
    """Return the residents' day on which an instant falls."""
    return instant.astimezone(PARIS).date()


def stamp(instant: datetime) -> str:
    """Return an instant as the draw protocol writes it: UTC, whole seconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
