"""A year of the dashboard: a team's action, a partner's promise, an indicator, pictures. All of it is fictitious."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.indicators import pictures
from participation.indicators.models import (
    Area,
    AreaKind,
    Commitment,
    CommitmentState,
    CommitmentYear,
    DashboardYear,
    Direction,
    Family,
    Highlight,
    HighlightKind,
    Indicator,
    Measure,
    Observation,
    Partner,
    Sex,
    SourceVersion,
    ValueImport,
)
from participation.indicators.services import analysis, highlights
from participation.indicators.services.highlights import NewHighlight, NewPicture
from participation.kernel.permissions import Role
from participation.territory.models import Institution
from tests.indicators.action_cases import YEAR, ActionCase, make_action_case
from tests.representation.request_cases import make_institution
from tests.support.factories import make_account, make_contract

DUE = date(2027, 3, 31)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class DashboardCase:
    """A year being filled: two indicators, a team with one action, a partner with one promise."""

    actions: ActionCase
    year: DashboardYear
    partner: Institution
    commitment: Commitment
    agency: Institution
    indicator: Indicator
    keeper: Account


def make_indicator(session: Session, institution: Institution | None, code: str = "taux", **values: Any) -> Indicator:
    """Return an indicator that an institution fills."""
    usual: dict[str, Any] = {
        "family": Family.NEIGHBOURHOODS, "theme": "Revenus", "position": 1, "name": f"Indicateur {code}",
        "question": "Combien ?", "among": "personnes", "unit": "%", "measure": Measure.RATE, "decimals": 0,
        "direction": Direction.DOWN, "baseline": AreaKind.REST, "definition": "", "limits": "",
        "institution_id": institution.id if institution else None,
    }  # fmt: skip
    made = Indicator(code=code, **(usual | values))
    session.add(made)
    session.flush()
    return made


def make_value(session: Session, indicator: Indicator, year: int = YEAR, **values: Any) -> Observation:
    """Return a value of an indicator for the whole territory."""
    code, contract = f"fictif-{indicator.id}-{year}", make_contract(session)
    area = Area(contract_id=contract.id, kind=AreaKind.TERRITORY, code=code, name="Tout")
    source = SourceVersion(name=f"Source fictive {indicator.id}", vintage=str(year), method="")
    session.add_all([area, source])
    session.flush()
    file = ValueImport(
        at=AT, file_name="fictif.csv", file_sha256="0" * 64, source_version_id=source.id, added=1, changed=0,
        unchanged=0,
    )  # fmt: skip
    session.add(file)
    session.flush()
    made = Observation(
        area_id=area.id, indicator_id=indicator.id, year=year, sex=Sex.ALL, import_id=file.id,
        is_fictitious=True, **({"result": 27.0, "is_secret": False} | values),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def make_promise(session: Session, institution: Institution, title: str = "Recenser les actions") -> Commitment:
    """Return a promise of an institution, which becomes a partner."""
    if session.get(Partner, institution.id) is None:
        contract = make_contract(session)
        session.add(Partner(institution_id=institution.id, contract_id=contract.id, source="Fictitious"))
        session.flush()
    made = Commitment(
        institution_id=institution.id, title=title, first_year=2020, source="Fictitious", is_fictitious=True
    )
    session.add(made)
    session.flush()
    return made


def tell(session: Session, commitment: Commitment, year: int = YEAR) -> CommitmentYear:
    """Say what became of a promise."""
    made = CommitmentYear(commitment_id=commitment.id, year=year, state=CommitmentState.KEPT, comment="")
    session.add(made)
    session.flush()
    return made


def make_dashboard_case(session: Session, now: datetime, due_on: date = DUE) -> DashboardCase:
    """Return a year of which everything is still owed."""
    case = make_action_case(session, now)
    partner = make_institution(session, "Chambre fictive", email="chambre@example.org")
    agency = make_institution(session, "Agence fictive", email="agence@example.org")
    commitment = make_promise(session, partner)
    indicator = make_indicator(session, agency)
    year = analysis.open_year(session, now, YEAR, due_on, is_fictitious=True)
    keeper = make_account(session, Role.ADMINISTRATOR)
    return DashboardCase(case, year, partner, commitment, agency, indicator, keeper)


def new_highlight(**values: Any) -> NewHighlight:
    """Return what the team writes down."""
    usual: dict[str, Any] = {
        "kind": HighlightKind.INITIATIVE, "title": "Le square planté", "story": "Trente voisins ont planté.",
        "place": "Square fictif",
    }  # fmt: skip
    return NewHighlight(**(usual | values))


def make_highlight(session: Session, now: datetime, year: int = YEAR, public: bool = True, **values: Any) -> Highlight:
    """Return a highlight, published unless told otherwise."""
    make_contract(session)
    made = highlights.create(session, now, year, new_highlight(**values), is_fictitious=True)
    return highlights.publish(session, now, made.id, made.version) if public else made


def photograph(width: int = 1600, height: int = 1200, form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture that does not compress well: each dot differs from its neighbours."""
    across, down = width // 8, height // 8
    dots = bytes((x * y + channel * x) % 251 for y in range(down) for x in range(across) for channel in range(3))
    picture = Image.frombytes("RGB", (across, down), dots).resize((width, height))
    target = io.BytesIO()
    picture.save(target, format=form, **options)
    return target.getvalue()


def new_picture(data: bytes = b"", **values: Any) -> NewPicture:
    """Return a picture with its words."""
    usual: dict[str, Any] = {
        "picture": pictures.small(data or photograph()), "alternative": "Des voisins plantent un arbre", "credit": "Service fictif",
        "consent_on": date(2026, 11, 2), "consent": "Accords signés (fictifs)",
    }  # fmt: skip
    return NewPicture(**(usual | values))
