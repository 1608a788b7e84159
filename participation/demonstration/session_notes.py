"""What the demonstration wrote into the minutes of a session: roles, one fictitious name, one incident."""

from datetime import datetime

from sqlalchemy.orm import Session

from participation.draws.models import LineKind, Quality
from participation.draws.services.minutes import Line, add_line
from participation.kernel.permissions import Actor

LINES = (
    Line(LineKind.PRESENT, quality=Quality.ORGANISER),
    Line(LineKind.PRESENT, quality=Quality.WITNESS, name="Dominique Fictive", text="conseil d’un autre quartier"),
    Line(LineKind.PRESENT, quality=Quality.RESIDENT, text="quatorze personnes dans la salle"),
    Line(LineKind.INCIDENT, text="Le septième dé est tombé de la table. Il a été relancé avant d’être lu."),
    Line(LineKind.CHECK, holds=True, text="Ordinateur d’une personne de la salle, sans réseau."),
)


def write(session: Session, actor: Actor, at: datetime, draw_id: int) -> None:
    """Write the lines of a session that has just ended."""
    for line in LINES:
        add_line(session, actor, at, draw_id, line)
