"""What the two ways to answer share: the form, its preview, and how an answer is worded before it is public."""

from typing import Any

from flask import render_template, request

from participation.kernel import clock
from participation.representation import request_words
from participation.representation.models import CouncilRequest, RequestState
from participation.representation.request_forms import AnswerForm
from participation.representation.services import answering

PREVIEW, SEND = "preview", "send"


def wants_to_send() -> bool:
    """Tell whether the answer was previewed and is sent now; anything else is not yet an answer."""
    return request.form.get("act") == SEND


def choices_of(found: CouncilRequest, *, by_link: bool) -> tuple[RequestState, ...]:
    """Return what may be said now: by a link, one of the three answers alone, since it serves once."""
    states = answering.next_states(found)
    return tuple(state for state in states if state in answering.ANSWERS) if by_link else states


def content(found: CouncilRequest, form: AnswerForm, name: str, is_preview: bool) -> dict[str, Any]:
    """Return what a page of an answer shows."""
    today = clock.today()
    answer = form.answer() if is_preview else None
    return {
        "request_": found,
        "form": form,
        "title": request_words.title(found),
        "question": request_words.question(found),
        "tag_words": request_words.tag_of(found, today),
        "steps": request_words.steps(found),
        "preview": answer,
        "preview_words": request_words.preview(found.kind, name, answer) if answer else "",
        "fictitious": found.is_fictitious,
    }


def page(template: str, found: CouncilRequest, form: AnswerForm, name: str, is_preview: bool = False) -> str:
    """Return the page on which somebody answers, or reads their answer before sending it."""
    return render_template(template, **content(found, form, name, is_preview))
