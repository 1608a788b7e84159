"""Forms of delegates: a council designates somebody, somebody leaves."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import StopValidation

from participation.bodies.models import MandateRole
from participation.councils.forms import LEAVING, Needed, choice, day
from participation.councils.words import END_REASONS
from participation.kernel.days import DayField
from participation.kernel.forms import Form, TextField
from participation.representation import body_words as words
from participation.representation.body_forms import TYPED_DAY, chosen
from participation.representation.models import DesignationMode
from participation.representation.services.designation_rules import NewDelegate

REFUSALS: dict[str, tuple[str, Any]] = {
    "act_after_start": ("starts_on", _l("The council chose on %(on)s. Choose that day or a later one.")),
    "act_to_come": ("act_on", _l("This day is still to come. Write the day of the paper.")),
    "already_left": ("mandate", _l("This person left the seat on %(left_on)s.")),
    "beyond_mandate": (
        "ends_on",
        _l("This person sits in the council until %(ends_on)s. Choose that day or an earlier one."),
    ),
    "body_dissolved": ("", _l("This body ended on %(on)s: nothing changes there any more.")),
    "day_to_come": ("left_on", _l("This day is still to come. Record it on that day or later.")),
    "draw_needed": ("draw", _l("Choose the public draw that designated this person.")),
    "left_after_term": ("left_on", _l("The term ends on %(ends_on)s. Choose that day or an earlier one.")),
    "left_before_start": ("left_on", _l("The term starts on %(starts_on)s. Choose that day or a later one.")),
    "meeting_needed": ("meeting", _l("Choose the meeting that decided, or write the paper that says so and its day.")),
    "no_full_holder": ("role", _l("This seat has no delegate. First record the delegate, then the substitute.")),
    "not_a_member": ("person", _l("Choose somebody who sits in this council today.")),
    "not_its_decision": ("decision", _l("Choose a decision of this very meeting, or none.")),
    "not_its_draw": ("draw", _l("Choose a draw of this council.")),
    "not_its_meeting": ("meeting", _l("Choose a meeting of this council that has taken place.")),
    "pair": (
        "person",
        _l("The rule of this body asks for a woman and a man on each seat. Choose somebody else, or the other role."),
    ),
    "person_seated": ("person", _l("This person already holds seat %(number)s of this body. Choose somebody else.")),
    "person_seated_until": (
        "starts_on",
        _l("This person held another seat of this body. Choose %(free_on)s or a later day."),
    ),
    "seat_closed": ("", _l("This seat closed on %(closed_on)s.")),
    "closed_too_early": ("closed_on", _l("The seat was in use until %(since)s. Choose that day or a later one.")),
    "seat_due": ("", _l("The body gives its councils this many seats: %(seats)s. Lower that number first.")),
    "seat_held": ("role", _l("Somebody has this role on this seat. First record that they leave.")),
    "seat_held_until": (
        "starts_on",
        _l("The seat is free from %(free_on)s: two terms cannot overlap. Choose that day or a later one."),
    ),
    "seat_not_open": ("starts_on", _l("The seat exists since %(opened_on)s. Choose that day or a later one.")),
    "substitute_elsewhere": ("council", _l("A substitute comes from the same council as the delegate of the seat.")),
    "substitute_outside": (
        "starts_on",
        _l("The delegate of this seat sits from %(starts_on)s to %(ends_on)s. Choose a term within these days."),
    ),
    "substitute_stays": (
        "council",
        _l("A substitute of another council is still on this seat. First record that they leave."),
    ),
    "term_inverted": ("ends_on", _l("The last day comes before the first. Choose a later last day.")),
    "turn_again": ("council", _l("This council has just held this seat: it is another council’s turn.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


class CouncilTurnForm(Form):
    """Whose turn a shared seat is."""

    council = SelectField(_l("Whose turn is it?"), [Needed(_l("Choose a council."))], validate_choice=False)


class DesignateForm(Form):
    """A council designates somebody who sits in it."""

    person = SelectField(_l("Who is designated?"), [Needed(_l("Choose who is designated."))], validate_choice=False)
    role = choice(_l("In which role?"), words.ROLES.items(), _l("Choose delegate or substitute."))
    starts_on = day(_l("First day of the term"), _l("Write the first day of the term."), TYPED_DAY)
    ends_on = day(_l("Last day of the term"), _l("Write the last day of the term."), TYPED_DAY)
    mode = choice(_l("How did the council choose?"), words.MODES.items(), _l("Choose how the council chose."))
    meeting = SelectField(_l("Meeting that decided"), validate_choice=False)
    decision = SelectField(_l("Decision of its minutes"), validate_choice=False)
    draw = SelectField(_l("Public draw that decided"), validate_choice=False)
    act = TextField(
        _l("Or the paper that says so"),
        description=_l("If that meeting is not on this site. For example: minutes on paper, kept by the council."),
    )
    act_on = DayField(_l("Day of that paper"), description=TYPED_DAY)

    def validate_act(self, field: Any) -> None:
        """Keep it within its column."""
        if len(field.data or "") > 200:
            raise StopValidation(str(_l("Shorten this text.")))

    def new(self, council_id: int) -> NewDelegate:
        """Return what was said."""
        mode = DesignationMode(self.mode.data)
        is_drawn = mode is DesignationMode.DRAW
        meeting_id = None if is_drawn else chosen(self.meeting)
        return NewDelegate(
            council_id=council_id,
            person_id=int(self.person.data),
            role=MandateRole(self.role.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            mode=mode,
            meeting_id=meeting_id,
            decision_id=None if is_drawn else chosen(self.decision),
            draw_id=chosen(self.draw) if is_drawn else None,
            act=self.act.data or "",
            act_on=self.act_on.data,
        )


class LeaveForm(Form):
    """A delegate or a substitute leaves."""

    mandate = choice(_l("Who leaves?"), [], _l("Choose who leaves."))
    reason = choice(
        _l("Why?"),
        [(reason.value, END_REASONS[reason]) for reason in LEAVING],
        _l("Choose a reason."),
        description=_l("The reason stays between the people who work for the council."),
    )
    left_on = day(_l("Day the seat was left"), _l("Write the day on which the seat was left."), TYPED_DAY)
