"""Convening: who was sent what, when and how; mails on a real server, letters as PDF, the sheet of calls."""

import email
import io
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import policy
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from participation.config import Settings
from participation.kernel import mail
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.mail import Mail
from participation.kernel.pdf import compile_pdf
from participation.meetings import mails
from participation.meetings.models import Channel, Dispatch
from participation.meetings.services import agenda, convoking, sending
from participation.meetings.views import letter_words
from tests.meetings.cases import MeetingCase, convene, make_draft, make_meeting_case
from tests.support.factories import make_mandate, make_person, seats_of


@pytest.fixture
def case(session: Session) -> MeetingCase:
    return make_meeting_case(session)


def tell(app: Flask, session: Session, case: MeetingCase, now: datetime, meeting: Any, kind: str) -> Any:
    with app.test_request_context():
        items = agenda.items_of(session, meeting.id)
        return mails.tell(session, case.facilitator, now, meeting, kind, items)


def test_each_member_is_reached_by_the_way_they_gave(
    app: Flask, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = make_draft(session, case, now)
    convoking.convene(session, case.facilitator, now, meeting.id)
    made = tell(app, session, case, now, meeting, mails.CONVENED)
    by_name = {line.mandate.person.name: line for line in sending.lines(session, [made.id])}
    channels = {name: line.dispatch.channel for name, line in by_name.items()}
    assert channels == {
        "Amina Fictive": Channel.EMAIL,
        "Lucien Fictif": Channel.LETTER,
        "Roland Fictif": Channel.LETTER,
        "Zeynep Fictive": Channel.PHONE,
    }
    (queued,) = session.scalars(sa.select(Mail)).all()
    assert queued.recipient == "amina@example.org"
    assert (queued.body or "").startswith("Bonjour Amina Fictive,\n\nNous vous invitons")
    assert [line.is_done for line in by_name.values()] == [False] * 4


def test_the_text_that_is_kept_says_all_and_names_nobody(
    app: Flask, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = make_draft(session, case, now)
    convoking.convene(session, case.facilitator, now, meeting.id)
    made = tell(app, session, case, now, meeting, mails.CONVENED)
    for text in (
        "jeudi 10 décembre 2026, de 18\u00a0h\u00a030 à 20\u00a0h\u00a030",
        "Maison de quartier (fictive), 1 rue Fictive, 14000 Caen",
        "De plain-pied. Ascenseur.",
        "1. Le square (discussion, 20 minutes)",
        f"/reunions/{meeting.id}",
        f"/reunions/{meeting.id}/reunion.ics",
    ):
        assert text in made.body, text
    assert not [mandate.person.name for mandate in case.mandates if (mandate.person.name or "") in made.body]


def test_a_change_and_a_cancellation_are_sent_anew_with_what_counts_now(
    app: Flask, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    meeting.sequence, meeting.place = 1, "Salle bleue"
    changed = tell(app, session, case, now, meeting, mails.CHANGED)
    meeting.sequence, meeting.cancel_reason = 2, "Intempéries"
    cancelled = tell(app, session, case, now, meeting, mails.CANCELLED)
    assert [(each.number, each.sequence) for each in (changed, cancelled)] == [(2, 1), (3, 2)]
    assert changed.subject.startswith("Changement")
    assert "Salle bleue" in changed.body
    assert cancelled.subject.startswith("Annulation")
    assert "Pourquoi\u00a0: Intempéries" in cancelled.body
    assert "jeudi 10 décembre 2026" in cancelled.body
    assert len(session.scalars(sa.select(Dispatch)).all()) == 12
    assert len(session.scalars(sa.select(Mail)).all()) == 2


def test_whoever_takes_a_seat_after_the_sending_is_found_missing(
    session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    assert sending.missing(session, meeting) == []
    free = seats_of(session, case.council)[0]
    new = make_mandate(session, free, make_person(session, name="Nouvelle Fictive"))
    assert sending.missing(session, meeting) == [new]
    # A change that nobody was sent yet leaves everybody to tell.
    meeting.sequence += 1
    assert len(sending.missing(session, meeting)) == 5


def test_what_was_done_is_noted_with_its_day(session: Session, case: MeetingCase, now: datetime) -> None:
    meeting = convene(session, case, now)
    made = sending.sendings(session, meeting.id)[0]
    lines = {line.dispatch.channel: line.dispatch for line in sending.lines(session, [made.id])}
    actor, today = case.facilitator, now.date()
    assert sending.note_letters(session, actor, now, meeting.id, 1, today) == 2
    assert sending.note_letters(session, actor, now, meeting.id, 1, today) == 0
    sending.note(session, actor, now, meeting.id, lines[Channel.PHONE].id, today, "message laissé")
    assert lines[Channel.PHONE].note == "message laissé"
    assert lines[Channel.PHONE].noted_by_id == actor.id
    for line, day, code in (
        (Channel.EMAIL, today, "mail"),
        (Channel.PHONE, today + timedelta(days=1), "day_to_come"),
        (Channel.PHONE, today - timedelta(days=1), "before_sending"),
    ):
        with pytest.raises(RefusedError) as refused:
            sending.note(session, actor, now, meeting.id, lines[line].id, day, None)
        assert refused.value.code == code
    other = convene(session, case, now, starts_at=meeting.starts_at + timedelta(days=7))
    with pytest.raises(MissingError):
        sending.note(session, actor, now, other.id, lines[Channel.PHONE].id, today, None)
    with pytest.raises(MissingError):
        sending.note_letters(session, actor, now, meeting.id, 9, today)


def test_the_same_line_is_mailed_once(app: Flask, session: Session, case: MeetingCase, now: datetime) -> None:
    meeting = convene(session, case, now)
    made = tell(app, session, case, now, meeting, mails.CHANGED)
    line = next(each.dispatch for each in sending.lines(session, [made.id]) if each.dispatch.mail_key)
    sending.post(session, now, line, "Encore", "Encore")
    assert len(session.scalars(sa.select(Mail)).all()) == 1


class Inbox:
    """What the test server received."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.messages.append(envelope.content)
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Inbox, int]]:
    """A real SMTP server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


@pytest.mark.real_time
def test_a_convocation_reaches_a_real_server_and_its_line_says_when(
    app: Flask, session: Session, case: MeetingCase, now: datetime, settings: Settings, smtp: tuple[Inbox, int]
) -> None:
    inbox, port = smtp
    meeting = make_draft(session, case, now)
    convoking.convene(session, case.facilitator, now, meeting.id)
    made = tell(app, session, case, now, meeting, mails.CONVENED)
    session.commit()
    server = replace(settings, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
    assert mail.deliver(app.extensions["db"]["write"], now, server) == 1
    message = email.message_from_bytes(inbox.messages[0], policy=policy.default)
    assert message["To"] == "amina@example.org"
    assert message["Subject"].startswith("Convocation\u00a0: réunion du Conseil citoyen")
    assert "Le square (discussion, 20 minutes)" in message.get_content()
    session.expire_all()
    sent = [line for line in sending.lines(session, [made.id]) if line.sent_at is not None]
    assert [line.mandate.person.name for line in sent] == ["Amina Fictive"]


def test_letters_are_one_tagged_file_in_which_the_address_stands_in_the_window(
    app: Flask, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = make_draft(session, case, now)
    convoking.convene(session, case.facilitator, now, meeting.id)
    made = tell(app, session, case, now, meeting, mails.CONVENED)
    people = [mandate.person for mandate in case.mandates]
    with app.test_request_context("/en/travail"):
        content = letter_words.content(meeting, made, people)
        file = compile_pdf("meetings/convocation.typ", content, made.sent_at)
        assert file == compile_pdf("meetings/convocation.typ", content, made.sent_at)
    assert [letter["address"][0] for letter in content["letters"]] == [person.name for person in people]
    assert content["letters"][1]["greeting"] == "Bonjour Roland Fictif,"
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]) == made.subject
        # Each letter begins on a front side.
        assert len(pdf.pages) == 2 * len(people) - 1


def test_a_letter_says_word_for_word_what_a_mail_says(
    app: Flask, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = make_draft(session, case, now)
    convoking.convene(session, case.facilitator, now, meeting.id)
    made = tell(app, session, case, now, meeting, mails.CONVENED)
    told = []
    for block in letter_words.blocks(made.body):
        if block["kind"] == "list":
            marks = [f"{number}. " if block["ordered"] else "- " for number in range(1, len(block["items"]) + 1)]
            told.append("\n".join([block["title"], *(mark + item for mark, item in zip(marks, block["items"], strict=True))]))
        else:
            told.append("\n".join(block["lines"]))
    assert "\n\n".join(told) + "\n" == made.body


def test_documents_of_a_text_become_a_list() -> None:
    text = "Documents\u00a0:\n- Plan (PDF, 12 ko)\n  http://exemple/1\n- Budget\n  http://exemple/2\n"
    (block,) = letter_words.blocks(text)
    assert block["items"] == ["Plan (PDF, 12 ko) http://exemple/1", "Budget http://exemple/2"]


@pytest.mark.parametrize("hostile", ["#import \"x\"", "$x$ #{1}", "*a* _b_ @c <d>", "\\ ` ~ \u202e"])
def test_what_people_typed_is_printed_and_never_run(
    app: Flask, session: Session, case: MeetingCase, now: datetime, hostile: str
) -> None:
    case.mandates[1].person.name = hostile
    meeting = make_draft(session, case, now, title=hostile)
    people, text = [case.mandates[1]], f"{hostile}\n\n1. {hostile}\n"
    made, _lines = sending.send(session, case.facilitator, now, meeting, hostile, text, people)
    with app.test_request_context():
        content = letter_words.content(meeting, made, [case.mandates[1].person])
    assert compile_pdf("meetings/convocation.typ", content, now).startswith(b"%PDF-")
