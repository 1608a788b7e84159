"""The pages of a sign-up in their order. Which come depends on the college; their number does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from participation.volunteers.questions import (
    AreaForm,
    AssociationForm,
    BirthForm,
    ContactForm,
    GenderForm,
    KindForm,
    NameForm,
    QuestionForm,
    WhoForm,
)


@dataclass(frozen=True)
class Step:
    """One page: its address, its form, for whom it is, and the answer that tells it is done."""

    slug: str
    form: type[QuestionForm]
    done: tuple[str, ...]
    only: str = ""
    """`resident` or `association`; empty for both."""


STEPS = (
    Step("pour-qui", WhoForm, ("who",)),
    Step("college", KindForm, ("kind",)),
    Step("association", AssociationForm, ("council", "association_name"), only="association"),
    Step("adresse", AreaForm, ("council", "area"), only="resident"),
    Step("nom", NameForm, ("name",)),
    Step("naissance", BirthForm, ("birth_year",)),
    Step("genre", GenderForm, ("gender",)),
    Step("contact", ContactForm, ("channel",)),
)
COUNT = 8
"""Pages in all, the check of the answers included: seven questions for either college."""


def path(answers: Mapping[str, str]) -> list[Step]:
    """Return the steps of this sign-up; a resident's until it is said."""
    kind = answers.get("kind") or "resident"
    return [step for step in STEPS if step.only in ("", kind)]


def first_open(answers: Mapping[str, str]) -> Step | None:
    """Return the first step that still waits for its answer; none when all are given."""
    return next((step for step in path(answers) if not all(answers.get(name) for name in step.done)), None)
