"""Rate limits: shared by all workers, over when their window is."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.config import Settings
from participation.kernel.rate_limit import RateHit, forget_old_windows, limiter


@pytest.fixture
def limited(settings: Settings):
    """Two instances of the application on one database, with one limited page each."""
    apps = []
    for _ in range(2):
        app = create_app(settings)
        app.add_url_rule("/limited", "limited", limiter.limit("5/minute")(lambda: "done"))
        apps.append(app)
    yield apps
    for app in apps:
        app.extensions["db"]["engine"].dispose()


@pytest.mark.real_time
def test_two_workers_share_one_count(limited: list[Flask]) -> None:
    first, second = (app.test_client() for app in limited)
    statuses = [client.get("/limited").status_code for client in (first, second, first, second, first, second, first)]
    assert statuses == [200] * 5 + [429] * 2
    refused = second.get("/limited")
    assert refused.headers["Retry-After"]


@pytest.mark.real_time
def test_a_forged_forwarded_header_counts_as_the_same_person(limited: list[Flask]) -> None:
    client = limited[0].test_client()
    statuses = [
        client.get("/limited", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code for number in range(7)
    ]
    assert statuses == [200] * 5 + [429] * 2


def test_old_windows_are_forgotten(session: Session) -> None:
    session.add_all([RateHit(key="old", hits=1, until=10.0), RateHit(key="live", hits=1, until=30.0)])
    assert forget_old_windows(session, 20.0) == 1
    assert session.get(RateHit, "live") is not None
