"""An application with two like sets of councils, and an account of each role at work for the first set."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from participation.accounts import services as accounts
from participation.accounts.models import Account, LinkPurpose
from participation.accounts.sessions import TOKEN
from participation.bodies.models import Mandate, MandateRole, Origin, Person, Seat
from participation.councils.models import Council, RecognitionOrder
from participation.draws.models import (
    FaultKind,
    LikelyDouble,
    LineKind,
    ListedPerson,
    ListState,
    Route,
    RowFault,
)
from participation.draws.services import answers, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.invitations import codes, inviting
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.samples import look_at
from participation.draws.services.minutes import Line, add_line
from participation.indicators.models import ActionState
from participation.indicators.services import action_writing, analysis, describing, highlights, remarks, value_files
from participation.indicators.services.action_writing import ActionPlan, StepPlan
from participation.indicators.services.value_files import NewSource
from participation.kernel.jobs import Job, JobState
from participation.kernel.permissions import Role
from participation.kernel.tables import open_table
from participation.meetings.models import (
    AgendaItem,
    Channel,
    Dispatch,
    MemberAccount,
    MovementKind,
    Presence,
)
from participation.meetings.services import (
    actions,
    backlog,
    closing,
    comings,
    decisions,
    documents,
)
from participation.meetings.services.actions import NewAction
from participation.meetings.services.decisions import NewDecision
from participation.meetings.services.documents import NewDocument
from participation.meetings.services.minutes import corrections
from participation.representation.models import (
    Adoption,
    BodyMember,
    DelegateSeat,
    MemberRole,
    ProtocolStep,
    ReferralStepKind,
    RequestKind,
    SeatSharing,
    SteeringKind,
)
from participation.representation.services import institutions, links, referrals, requests
from participation.representation.services.referrals import NewReferral, NewStep
from participation.representation.services.requests import NewRequest
from participation.territory.models import Institution
from tests.indicators.dashboard_cases import make_highlight, new_picture, photograph
from tests.indicators.partner_cases import make_commitment, make_partner
from tests.meetings.cases import MeetingCase, convene, meeting_case_of
from tests.meetings.makers import STARTS
from tests.meetings.minutes_cases import close_one
from tests.representation.report_cases import add_delegate, hold, make_body
from tests.representation.report_cases import note as note_presence
from tests.representation.request_cases import make_institution, make_steering_body
from tests.support.draws import CHANCE, Case, make_case, make_list
from tests.support.factories import make_account, make_mandate, seats_of
from tests.support.values import make_area, make_indicator

MISSING = 999_999
NOON = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
"""The day after the ceremony of `tests.support.draws`."""
MEETS = datetime(2027, 1, 20, 17, 30, tzinfo=UTC)
ANSWER_BY = date(2026, 12, 29)
USUAL = "drawn"
STATES = {
    "draws.edit": "draft",
    "draws.envelope": "announced",
    "draws.claim": "closed",
    "draws.restore": "closed",
    "draws.change_rule": "closed",
    "draws.postpone": "closed",
    "draws.approve": "closed",
    "draws.abandon": "closed",
    "draws.groups": "closed",
    **dict.fromkeys(
        (
            "draws.send_list", "draws.show_list", "draws.list_columns", "draws.read_list_again", "draws.import_list",
            "draws.take_list_away", "draws.undo_list", "draws.list_rows", "draws.decide_row", "draws.decide_kind",
            "draws.list_faults", "draws.list_pairs", "draws.review_list_pair", "draws.list_people",
            "draws.remove_person",
        ),
        "announced",
    ),
}
"""The state of the draw for the addresses that a drawn one answers with 404."""
STATES_USED = {USUAL, *STATES.values()}
UNDER_WAY = {
    "meetings.certificate_file", "meetings.close", "meetings.remove_guest", "meetings.remove_movement", "meetings.room",
    "meetings.withdraw_decision",
}  # fmt: skip
"""Addresses that a meeting to come answers with 404."""
MINUTES_AT = {
    "meetings.minutes_circulate": "written_id",
    "meetings.minutes_corrections": "circulated_id",
    "meetings.minutes_correction": "circulated_id",
    "meetings.minutes_approve": "circulated_id",
    "meetings.minutes_sign": "approved_id",
    "meetings.minutes_publish": "approved_id",
    "meetings.minutes": "published_id",
    "meetings.minutes_file": "published_id",
    "meetings.minutes_versions": "published_id",
    "meetings.minutes_version": "published_id",
    "meetings.minutes_rectify": "published_id",
}
"""How far the minutes are at the addresses that ask for it."""
OF_STEERING = {"body_id": "steering_id", "number": "delegate_number"}
"""Parameters that name something else in the pages of steering bodies."""
OTHERWISE = {
    ("indicators.create_flagship", "body_id"): "team_id",
    ("representation.choose_turn", "delegate_number"): "turn_number",
    ("representation.write_report", "meeting_id"): "reported_id",
    ("representation.meeting_reports", "meeting_id"): "reported_id",
    ("representation.edit_referral", "referral_id"): "written_referral_id",
    ("representation.discard_referral", "referral_id"): "written_referral_id",
    ("representation.edit_request", "request_id"): "written_request_id",
    ("representation.send_request", "request_id"): "written_request_id",
    ("representation.discard_request", "request_id"): "written_request_id",
    ("indicators.indicator", "code"): "read_code",
    ("indicators.indicator_file", "code"): "read_code",
    ("indicators.partner", "code"): "partner_code",
    ("indicators.manage_partner", "code"): "partner_code",
    ("indicators.edit_partner", "code"): "partner_code",
    ("indicators.add_commitment", "code"): "partner_code",
    ("indicators.staff_indicator", "code"): "indicator_code",
    ("indicators.edit_indicator", "code"): "indicator_code",
    ("indicators.add_series_break", "code"): "indicator_code",
    ("indicators.remove_series_break", "code"): "indicator_code",
}
"""Objects of the same kind in another state, by address."""
VACANT, HELD = 7, 8
"""Seats of local actors in the first council."""
NOT_THERE = {
    "account_id": MISSING, "number": MISSING, "index": MISSING, "line": MISSING, "key": "nothing",
    "year": 1, "sending_number": MISSING, "rule": "nothing", "delegate_number": MISSING, "turn_number": MISSING,
    "position": MISSING, "institution_id": MISSING,
}  # fmt: skip
"""What names nothing in the first council."""


@dataclass
class World:
    """The application, its database, a session of each role, and what stands for each parameter."""

    app: Flask
    file: Path
    cookies: dict[Role | None, str]
    own: dict[str, Any]
    foreign: dict[str, Any]
    jobs: dict[Role | None, int]

    def restore(self) -> None:
        """Undo what a request has done."""
        self.app.extensions["db"]["engine"].dispose()
        shutil.copyfile(self.file.with_suffix(".kept"), self.file)

    def browser(self, role: Role | None) -> FlaskClient:
        """Return a fresh browser in which an account of a role has logged in; None for nobody."""
        browser = self.app.test_client()
        if role is not None:
            browser.set_cookie("session", self.cookies[role])
        return browser

    def arguments(self, rule: Rule, which: str, role: Role | None) -> dict[str, Any]:
        """Return values for the parameters of a rule: own, foreign, missing, or own with a foreign part."""
        names = sorted(rule.arguments, key=lambda name: rule.rule.index(f"{name}>"))
        chosen = {}
        for position, name in enumerate(names):
            kind = which if which != "mixed" else ("own" if position == 0 else "foreign")
            chosen[name] = self.argument(rule, name, kind, role)
        return chosen

    def argument(self, rule: Rule, name: str, kind: str, role: Role | None) -> Any:
        """Return one value."""
        converter = rule._converters[name]
        if type(converter).__name__ == "AnyConverter":
            return min(converter.items)
        if kind == "missing":
            return {"code": "nulle-part", "key": "nothing", "token": "x" * 43, "secret": "x" * 32}.get(name, MISSING)
        if name == "job_id":
            others = next(number for owner, number in self.jobs.items() if owner != role)
            return others if kind == "foreign" else self.jobs.get(role, others)
        if rule.endpoint.startswith("representation."):
            name = OF_STEERING.get(name, name)
        name = OTHERWISE.get((rule.endpoint, name), name)
        if name == "meeting_id" and rule.endpoint in UNDER_WAY:
            name = "under_way_id"
        if name == "meeting_id":
            name = MINUTES_AT.get(rule.endpoint, name)
        value = (self.own if kind == "own" else self.foreign)[name]
        if name == "draw_id":
            return value[STATES.get(rule.endpoint, USUAL)]
        return HELD if name == "number" and kind == "own" and rule.endpoint == "councils.leave" else value


def objects_of(cases: dict[str, Case], order: RecognitionOrder) -> dict[str, Any]:
    """Return what stands for each parameter, of one set of councils."""
    usual = cases[USUAL]
    return {
        "council_id": usual.council.id,
        "draw_id": {state: case.draw.id for state, case in cases.items()},
        "code": usual.council.neighbourhood.code,
        "order_id": order.id,
        "number": VACANT,
        "key": "size",
        "sequence": 1,
        "line": 1,
    }


def bring_list(session: Session, case: Case) -> dict[str, Any]:
    """Give a draw an imported list with a likely double, and a checked one with a doubt; return what names their parts."""
    found = make_list(session, case, people=2)
    first, second = session.scalars(
        sa.select(ListedPerson.id).where(ListedPerson.list_id == found.id).order_by(ListedPerson.id)
    ).all()
    pair = LikelyDouble(draw_id=case.draw.id, listed_id=second, other_listed_id=first)
    checked = make_list(session, case, people=0, name="Vérifiée")
    checked.state, checked.imported_at, checked.mapping = ListState.CHECKED, None, "{}"
    doubt = RowFault(list_id=checked.id, line=1, code="gender", params="{}", is_doubt=True)
    kind = FaultKind(list_id=checked.id, code="gender", is_doubt=True, faults=1)
    session.add_all([pair, doubt, kind])
    session.flush()
    folder = folder_of(session)
    for path, content in (
        (folder.sent(checked.id), b"Nom\nFictif\n"),
        (folder.sample(checked.id), look_at(open_table(b"Nom\nFictif\n"))),
    ):
        with folder.create(path) as target:
            target.write(content)
    return {"list_id": checked.id, "listed_id": second, "pair_id": pair.id, "fault": "gender"}


def bring_meeting(session: Session, case: Case) -> dict[str, Any]:
    """Convene a meeting of a council, sent by letter and by call; return what names its parts."""
    found = meeting_case_of(session, case.council, case.facilitator)
    meeting = convene(session, found, NOON, starts_at=MEETS)
    sent = session.scalars(sa.select(Dispatch.id).where(Dispatch.channel != Channel.EMAIL).order_by(Dispatch.id.desc()))
    opened = open_meeting(session, found)
    return {
        "meeting_id": meeting.id,
        "body_id": meeting.body_id,
        "sending_number": 1,
        "dispatch_id": sent.first(),
        "rule": "notice",
        "item_id": session.scalar(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)),
        "topic_id": backlog.propose(session, NOON, found.body_id, backlog.Proposal("Des bancs", "")).id,
        **opened,
        **bring_records(session, found, meeting.id, opened["under_way_id"]),
    }


def open_meeting(session: Session, case: MeetingCase) -> dict[str, Any]:
    """Open a meeting at which a guest left early; return what names its parts."""
    meeting = convene(session, case, NOON - timedelta(days=20), starts_at=NOON)
    closing.open_meeting(session, case.facilitator, NOON, meeting.id)
    guest = comings.add_guest(session, case.facilitator, NOON, meeting.id, "Dominique Fictive", "bailleur")
    item = session.scalars(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)).one()
    leaving = MovementKind.DEPARTURE
    move = comings.note_movement(session, case.facilitator, NOON, meeting.id, guest.id, item, leaving)
    return {"under_way_id": meeting.id, "attendance_id": guest.id, "movement_id": move.id}


def bring_records(session: Session, case: MeetingCase, meeting_id: int, under_way_id: int) -> dict[str, Any]:
    """Note a decision and an action of a meeting under way, bring a file of one to come; return what names them."""
    item = session.scalars(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == under_way_id)).one()
    decided = NewDecision(item_id=item, text="Ouvrir le square le dimanche.")
    to_do = NewAction(item_id=item, text="Écrire à la commune.", account_id=case.facilitator.id)
    paper = NewDocument(data=b"Texte fictif", file_name="note.txt", title="Une note")
    document = documents.add(session, case.facilitator, NOON, meeting_id, paper)
    return {
        "decision_id": decisions.record(session, case.facilitator, NOON, under_way_id, decided).id,
        "action_id": actions.record(session, case.facilitator, NOON, under_way_id, to_do).id,
        "document_id": document.id,
        "file_name": document.file_name,
        "year": NOON.year,
    }


def bring_minutes(session: Session, case: Case, secretary: Account, member: Account) -> dict[str, Any]:
    """Bring the minutes of four meetings each to another step; return what names them."""
    sits = sa.select(Mandate).join(Seat, Mandate.seat_id == Seat.id).where(Seat.body_id == case.council.body_id)
    full = sits.where(Mandate.role == MandateRole.FULL).order_by(Mandate.id.desc())
    mandates = list(session.scalars(full.limit(3)))
    if session.get(MemberAccount, member.id) is None:
        session.add(MemberAccount(account_id=member.id, person_id=mandates[0].person_id))
    team = (case.facilitator, secretary, member)
    written, circulated, approved, published = (
        close_one(session, case.council, team, mandates, starts_at=STARTS + timedelta(days=day)) for day in range(4)
    )
    written.write(session, first="Le square.")
    circulated.circulate(session)
    proposed = corrections.propose(
        session, case.facilitator, NOON - timedelta(days=10), circulated.meeting_id, mandates[0].id, None, "Bonsoir."
    )
    approved.approve(session)
    published.publish(session)
    return {
        "written_id": written.meeting_id,
        "circulated_id": circulated.meeting_id,
        "approved_id": approved.meeting_id,
        "published_id": published.meeting_id,
        "correction_id": proposed.id,
        "version": 1,
    }


def bring_reports(session: Session, case: Case, member: Account) -> dict[str, Any]:
    """Let a member sit for the council in a steering body, and the council write to the prefect; return their names."""
    person = session.get_one(Person, session.get_one(MemberAccount, member.id).person_id)
    # Of this neighbourhood alone: the team of another council has nothing to do there.
    body_id = make_body(session, sharing=SeatSharing.ONE, neighbourhood_id=case.council.neighbourhood_id)
    _, mandate = add_delegate(session, body_id, case.council, person=person)
    meeting = hold(session, body_id, case.facilitator, NOON - timedelta(days=3))
    note_presence(session, meeting, mandate, Presence.PRESENT)
    council_id = case.council.id
    decided = referrals.meetings(session, case.council)[-1]
    drafts = [
        referrals.write(
            session, case.facilitator, NOON, council_id, NewReferral(title, "En panne.", decided.id)
        )
        for title in ("Ascenseurs", "Éclairage")
    ]
    sent = NewStep(ReferralStepKind.SENT, NOON.date())
    referrals.note(session, case.facilitator, NOON, council_id, drafts[1].id, sent)
    return {
        "steering_id": body_id,
        **bring_parts(session, body_id),
        "reported_id": meeting.id,
        "referral_id": drafts[1].id,
        "written_referral_id": drafts[0].id,
    }


def bring_parts(session: Session, body_id: int) -> dict[str, Any]:
    """Give a steering body a seat in turn, an institution and a step of a protocol; return what names them."""
    turn = Seat(body_id=body_id, number=2, origin=Origin.DESIGNATED, opened_on=NOON.date())
    institution = Institution(code=f"fictive-{body_id}", name="Institution fictive", role="", is_signatory=False, source="")
    session.add_all([turn, institution])
    session.flush()
    member = BodyMember(body_id=body_id, institution_id=institution.id, role=MemberRole.MEMBER)
    step = ProtocolStep(body_id=body_id, position=1, text="Préparer avec les habitants.", source="Fictif")
    session.add_all([DelegateSeat(seat_id=turn.id), member, step])
    session.flush()
    return {"member_id": member.id, "position": 1, "delegate_number": 1, "turn_number": turn.number}


def bring_requests(session: Session, case: Case, official: Account) -> dict[str, Any]:
    """Let the council ask an institution, for which the account signs in; return what names it."""
    meeting = referrals.meetings(session, case.council)[-1]
    institution = make_institution(session, "Ville fictive")
    institutions.choose(session, official, institution.id)
    kind, adopted = RequestKind.REQUEST, Adoption.CONSENSUS
    drafts = [
        requests.create(
            session,
            case.facilitator,
            NOON,
            case.council.id,
            NewRequest(kind, title, "Des bancs.", meeting.id, adopted, institution_id=institution.id),
        )
        for title in ("Bancs", "Lampes")
    ]
    sent = requests.send(session, case.facilitator, NOON, drafts[0].id)
    return {
        "request_id": sent.id,
        "written_request_id": drafts[1].id,
        "secret": links.make(session, NOON, sent),
        "institution_id": institution.id,
    }


def bring_promises(session: Session, case: Case, partner: Account, institution_id: int) -> dict[str, Any]:
    """Let an institution promise something, on which the council remarks; return what names them."""
    institutions.choose(session, partner, institution_id)
    institution = session.get_one(Institution, institution_id)
    make_partner(session, institution)
    promise = make_commitment(session, institution, "Ouvrir trois ateliers.", unit="ateliers")
    council_id, year = case.council.id, NOON.year
    said = remarks.write(session, case.facilitator, NOON, promise.id, council_id, year, "Trop loin.", None)
    return {"commitment_id": promise.id, "remark_id": said.id, "partner_code": institution.code}


def bring_values(session: Session, account: Account) -> dict[str, Any]:
    """Send a file of values of an indicator with a break in its series; return what names them."""
    place, indicator = f"lieu-{account.id}", f"indicateur-{account.id}"
    make_area(session, place)
    make_indicator(session, indicator)
    content = f"lieu;indicateur;année;valeur\n{place};{indicator};2021;43,5\n".encode()
    about = NewSource("Source fictive", str(account.id))
    sent = value_files.send(session, account, NOON, "valeurs.csv", content, about, is_fictitious=True)
    noted = describing.add_break(session, account, NOON, indicator, 2020, "Autre question", "Fictif")
    return {"file_id": sent.id, "break_id": noted.id, "indicator_code": indicator}


def bring_flagship(session: Session, case: Case, institution_id: int) -> dict[str, Any]:
    """Let an institution lead a project team of this neighbourhood alone, with an action and a step; return their names."""
    values = {"sharing": SeatSharing.ONE, "neighbourhood_id": case.council.neighbourhood_id}
    lead = session.get_one(Institution, institution_id)
    team = make_steering_body(session, lead, kind=SteeringKind.PROJECT_TEAM, **values)
    plan = ActionPlan("Un forum", "Des métiers.", ActionState.UNDERWAY, "Comité fictif")
    made = action_writing.create(session, case.facilitator, NOON, team.body_id, NOON.year, plan)
    action_writing.add_step(session, case.facilitator, NOON, made.id, StepPlan("Trouver une salle"))
    return {"flagship_id": made.id, "team_id": team.body_id}


def order_of(council: Council, now: datetime) -> RecognitionOrder:
    return RecognitionOrder(
        council_id=council.id,
        reference="Fictif",
        signed_on=now.date(),
        file_name="a.pdf",
        file_sha256="0" * 64,
        content=b"%PDF-",
        recorded_at=now,
        is_fictitious=True,
    )


def invite(session: Session, case: Case) -> None:
    """Invite all who are called, one of them by letter."""
    rows = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, ANSWER_BY, ("test",))
    rows[-1].route = Route.LETTER


def bring_dashboard(session: Session) -> dict[str, Any]:
    """Open the year's dashboard and honour something in it, with a picture."""
    analysis.open_year(session, NOON, NOON.year, ANSWER_BY, is_fictitious=True)
    honoured = make_highlight(session, NOON, NOON.year)
    highlights.show_picture(session, NOON, honoured.id, honoured.version, new_picture(data=photograph(160, 120)))
    return {"highlight_id": honoured.id}


def populate(app: Flask, file: Path) -> World:
    """Fill two sets of councils with draws; one account of each role works for the first set."""
    with app.extensions["db"]["write"](expire_on_commit=False) as session:
        mine, theirs = (
            {
                state: make_case(session, code=f"{prefix}-{state}", until=state)
                for state in sorted(STATES_USED)
            }
            for prefix in ("ici", "ailleurs")
        )
        councils = [case.council for case in mine.values()]
        people = {role: make_account(session, role, councils) for role in Role}
        orders = [order_of(cases[USUAL].council, NOON) for cases in (mine, theirs)]
        session.add_all(orders)
        make_mandate(session, seats_of(session, mine[USUAL].council)[HELD - 1])
        index = seating.holdings(session, mine[USUAL].draw)[0].index
        for cases in (mine, theirs):
            invite(session, cases[USUAL])
        answers.answer_on_paper(
            session, people[Role.FACILITATOR], CHANCE, mine[USUAL].draw.id, index or 0, AnswerKind.ACCEPTED
        )
        for cases in (mine, theirs):
            case = cases[USUAL]
            told = Line(LineKind.INCIDENT, text="Un dé est tombé de la table.")
            add_line(session, case.facilitator, CHANCE, case.draw.id, told)
        lists = [bring_list(session, cases["announced"]) for cases in (mine, theirs)]
        jobs = {
            role: Job(kind="x", payload="{}", state=JobState.DONE, account_id=account.id, created_at=NOON)
            for role, account in people.items()
        }
        session.add_all(jobs.values())
        held = [bring_meeting(session, cases[USUAL]) for cases in (mine, theirs)]
        signers = (people[Role.SECRETARY], people[Role.MEMBER])
        others = (
            make_account(session, Role.SECRETARY, [theirs[USUAL].council]), make_account(session, Role.MEMBER)
        )  # fmt: skip
        held[0] |= bring_minutes(session, mine[USUAL], *signers)
        held[1] |= bring_minutes(session, theirs[USUAL], *others)
        held[0] |= bring_reports(session, mine[USUAL], people[Role.MEMBER])
        held[1] |= bring_reports(session, theirs[USUAL], others[1])
        held[0] |= bring_requests(session, mine[USUAL], people[Role.OFFICIAL])
        held[1] |= bring_requests(session, theirs[USUAL], make_account(session, Role.OFFICIAL))
        partners = (people[Role.PARTNER], make_account(session, Role.PARTNER))
        for cases, parts, partner in zip((mine, theirs), held, partners, strict=True):
            parts |= bring_promises(session, cases[USUAL], partner, parts["institution_id"])
        held[0] |= bring_values(session, people[Role.FACILITATOR])
        held[1] |= bring_values(session, theirs[USUAL].facilitator)
        for cases, parts in zip((mine, theirs), held, strict=True):
            parts |= bring_flagship(session, cases[USUAL], parts["institution_id"])
        tokens = {role: accounts.open_session(session, NOON, account) for role, account in people.items()}
        for parts, code in zip(held, ("taux-d-essai", "taux-d-ailleurs"), strict=True):
            parts["read_code"] = make_indicator(session, code).code
        held[0] |= bring_dashboard(session)
        spare = make_account(session, Role.PARTNER)
        link = accounts.make_link(session, NOON, spare, LinkPurpose.INVITATION)
        session.commit()
        own = objects_of(mine, orders[0]) | {"account_id": spare.id, "token": link, "index": index} | lists[0] | held[0]
        own["called_code"] = codes.make_code("test", mine[USUAL].draw, index or 0, 1)
        foreign = objects_of(theirs, orders[1]) | lists[1] | held[1] | NOT_THERE
        numbers: dict[Role | None, int] = {role: job.id for role, job in jobs.items()}
    sign = app.session_interface.get_signing_serializer(app).dumps  # type: ignore[attr-defined]
    cookies: dict[Role | None, str] = {role: sign({TOKEN: token}) for role, token in tokens.items()}
    app.extensions["db"]["engine"].dispose()
    shutil.copyfile(file, file.with_suffix(".kept"))
    return World(app, file, cookies, own, foreign, numbers)
