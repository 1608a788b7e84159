"""How holders are called: by name with consent, else by role and seat."""

from dataclasses import dataclass

import pytest

from participation.bodies.models import College, Gender
from participation.bodies.words import display_name


@dataclass
class Holder:
    name: str | None = None
    gender: Gender | None = None
    college: College | None = College.RESIDENTS
    association: str | None = None
    seat: int = 7


CASES = [
    (Holder(name="Camille Fictive", gender=Gender.FEMALE), "Camille Fictive, siège 7"),
    (Holder(gender=Gender.FEMALE), "Habitante, siège 7"),
    (Holder(gender=Gender.MALE), "Habitant, siège 7"),
    (Holder(gender=Gender.OTHER), "Membre du collège habitants, siège 7"),
    (Holder(), "Membre du collège habitants, siège 7"),
    (Holder(college=College.LOCAL_ACTORS, association="Les Amis"), "Les Amis, siège 7"),
    (
        Holder(college=College.LOCAL_ACTORS, association="Les Amis", gender=Gender.FEMALE),
        "Les Amis (représentante), siège 7",
    ),
    (
        Holder(college=College.LOCAL_ACTORS, association="Les Amis", gender=Gender.MALE),
        "Les Amis (représentant), siège 7",
    ),
    (Holder(college=College.LOCAL_ACTORS), "Membre du collège des associations, siège 7"),
    (Holder(college=None), "Membre, siège 7"),
]


@pytest.mark.parametrize(("holder", "words"), CASES)
def test_a_holder_is_named_or_described(app, holder, words):
    with app.test_request_context("/"):
        assert display_name(holder) == words.replace("siège ", "siège\u00a0")


def test_a_holder_in_english(app):
    with app.test_request_context("/", environ_overrides={"participation.locale": "en"}):
        assert display_name(Holder(gender=Gender.FEMALE)) == "Resident (woman), seat 7"
