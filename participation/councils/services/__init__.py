"""What the council slice does: one subject a module, all reachable from here."""

from participation.councils.services.access import (
    assigned_council,
    assigned_councils,
    council_page,
    is_assigned,
    seat_of,
)
from participation.councils.services.ahead import (
    Elsewhere,
    Milestone,
    NextStep,
    ahead_of_council,
    ahead_of_seats,
    departure_elsewhere,
    departures,
    is_sign_up_bound,
    milestones,
    next_steps,
    sign_up_binders,
)
from participation.councils.services.composition import (
    BrokenRule,
    CollegeView,
    Composition,
    HolderView,
    SeatView,
    composition,
)
from participation.councils.services.founding import (
    SeatPlan,
    create_council,
    free_neighbourhoods,
    set_presentation,
    set_sign_up_open,
)
from participation.councils.services.orders import (
    OrderRow,
    add_order,
    order_file,
    orders,
)
from participation.councils.services.reading import (
    CouncilRow,
    CouncilSummary,
    council_row,
    summaries,
)
from participation.councils.services.rule_book import (
    checked_value,
    rules_in_force,
    set_rule,
    typed_value,
    usual_end,
)
from participation.councils.services.seating import DesignatedPerson, designate, record_departure
from participation.councils.services.team import (
    TeamMember,
    add_to_team,
    remove_from_team,
    team,
)

__all__ = [
    "BrokenRule",
    "CollegeView",
    "Composition",
    "CouncilRow",
    "CouncilSummary",
    "DesignatedPerson",
    "Elsewhere",
    "HolderView",
    "Milestone",
    "NextStep",
    "OrderRow",
    "SeatPlan",
    "SeatView",
    "TeamMember",
    "add_order",
    "add_to_team",
    "ahead_of_council",
    "ahead_of_seats",
    "assigned_council",
    "assigned_councils",
    "checked_value",
    "composition",
    "council_page",
    "council_row",
    "create_council",
    "departure_elsewhere",
    "departures",
    "designate",
    "free_neighbourhoods",
    "is_assigned",
    "is_sign_up_bound",
    "milestones",
    "next_steps",
    "order_file",
    "orders",
    "record_departure",
    "remove_from_team",
    "rules_in_force",
    "seat_of",
    "set_presentation",
    "set_rule",
    "set_sign_up_open",
    "sign_up_binders",
    "summaries",
    "team",
    "typed_value",
    "usual_end",
]
