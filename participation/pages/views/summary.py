"""A neighbourhood in brief: one page that is read on a phone in two minutes, or hung up on one sheet."""

import re

from flask import render_template

from participation.indicators import action_words, partner_words
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.permissions import public
from participation.pages import summary as book
from participation.pages.blueprint import blueprint
from participation.pages.standing import next_meeting, standings
from participation.territory import reading

JOINTS = re.compile("[;:]")
"""Where a headline can be cut: each part then says one thing."""


@blueprint.get("/q/<code>/en-bref")
@public
def summary(code: str) -> str:
    """Five things to know of a neighbourhood."""
    session, now = db.session, clock.now()
    facts = reading.neighbourhood(session, code)
    found = book.of_neighbourhood(session, facts.id, now)
    standing = standings(session, [facts.id], now)[facts.id]
    return render_template(
        "pages/summary.html",
        facts=facts,
        found=found,
        standing=standing,
        meeting=next_meeting(session, facts.id, now),
        action_words=action_words,
        partner_words=partner_words,
        numbers=[(each, _said(each.sentence)) for each in found.numbers],
        promise_total=partner_words.total(found.counts),
        fictitious=standing.is_fictitious or found.is_fictitious,
    )


def _said(sentence: str) -> str:
    """Return a headline as short sentences, each with its capital and its point."""
    parts = (part.strip() for part in JOINTS.split(sentence))
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)
