"""A session whose objects stay readable after a commit: an open one would keep the pages from writing."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session on the application's database; commit what a page must see."""
    with app.extensions["db"]["write"](expire_on_commit=False) as session:
        yield session
