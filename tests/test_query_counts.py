"""A page asks as many questions of the database with 1,500 neighbourhoods as with 7, and lists 50 at a time."""

import re
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body, BodyKind, College, Origin, Seat
from participation.councils.models import Council
from participation.draws.models import Draw, DrawState
from participation.journal import services as journal
from participation.kernel.pagination import SIZE
from participation.territory.models import Neighbourhood
from tests.conftest import NOW
from tests.support.draws import make_case
from tests.support.factories import LONG_AGO, make_contract, make_municipality
from tests.support.pages import PageClient

FEW, MANY = 7, 1_500
OF_ANNOUNCEMENT = ("announced_at", "rule_sha256", "secret_commitment", "announcement")
PAGES = (
    "/", "/quartiers", "/quartiers?page=2", "/q/chemin-vert", "/q/chemin-vert/en-bref", "/q/chemin-vert/conseil",
    "/q/chemin-vert/conseil/historique", "/tirages", "/tirage/1", "/recherche?q=fictif", "/plan", "/contrat", "/partenaires", "/journal",
    "/inscription", "/en/",
)  # fmt: skip
LISTS = {"/": "/q/", "/quartiers": "/q/", "/tirages": "/tirage/", "/journal": "/journal/"}


def grow(session: Session, first: int, last: int) -> None:
    """Add neighbourhoods, each with a council, two seats and an announced draw that copies the first one's."""
    contract, municipality = make_contract(session).id, make_municipality(session).id
    pattern = dict(session.execute(sa.select(Draw.__table__).where(Draw.id == 1)).mappings().one())
    numbers = range(first, last + 1)
    rows: dict[type, list[dict[str, object]]] = {Neighbourhood: [], Body: [], Council: [], Seat: [], Draw: []}
    for n in numbers:
        name = f"Quartier fictif {n}"
        place = {"id": n, "contract_id": contract, "municipality_id": municipality, "code": f"fictif-{n}"}
        rows[Neighbourhood].append(place | {"name": name, "name_key": name.casefold()})
        rows[Body].append({"id": n, "kind": BodyKind.COUNCIL, "name": name})
        rows[Council].append(
            {"id": n, "body_id": n, "neighbourhood_id": n, "presentation": "", "presentation_html": "", "is_fictitious": True}
        )
        for number, college in enumerate((College.RESIDENTS, College.LOCAL_ACTORS), start=1):
            seat = {"body_id": n, "number": number, "college": college, "origin": Origin.DRAWN, "opened_on": LONG_AGO}
            rows[Seat].append(seat)
        own = {"id": n, "council_id": n, "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "state": DrawState.DRAFT}
        rows[Draw].append(pattern | own | dict.fromkeys(OF_ANNOUNCEMENT))
    for model, values in rows.items():
        session.execute(sa.insert(model), values)
    # The database takes drafts only, then one step after the other.
    announced = {name: pattern[name] for name in OF_ANNOUNCEMENT}
    session.execute(sa.update(Draw).where(Draw.id >= first).values(state=DrawState.ANNOUNCED, **announced))


def questions(client: PageClient, seen: list[str]) -> dict[str, int]:
    """Return how many statements each page sends."""
    found = {}
    for page in PAGES:
        seen.clear()
        assert client.get(page).status_code in (200, 303, 404), page
        found[page] = len(seen)
    return found


@pytest.fixture
def few(session: Session) -> None:
    """Seven neighbourhoods, each with a council and an announced draw."""
    case = make_case(session, until="announced")
    assert (case.council.id, case.draw.id, case.draw.state) == (1, 1, DrawState.ANNOUNCED)
    session.flush()
    grow(session, 2, FEW)
    session.commit()


@pytest.mark.usefixtures("few")
def test_the_number_of_questions_does_not_depend_on_the_number_of_neighbourhoods(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    questions(client, count_queries)
    before = questions(client, count_queries)
    grow(session, FEW + 1, MANY)
    session.commit()
    after = questions(client, count_queries)
    # With seven there is no second page to ask about.
    del before["/quartiers?page=2"]
    assert after.pop("/quartiers?page=2") == after["/quartiers"]
    assert after == before
    assert min(before[page] for page in ("/", "/quartiers", "/tirages", "/tirage/1")) > 0


@pytest.mark.usefixtures("few")
def test_lists_come_in_pages_of_fifty(session: Session, client: PageClient) -> None:
    grow(session, FEW + 1, MANY)
    for number in range(SIZE + 10):
        journal.append(session, NOW, "probe.made", f"probe:{number}", {})
    session.commit()
    for page, prefix in LISTS.items():
        text = client.get(page).get_data(as_text=True)
        main = text[text.index("<main") : text.index("</main")]
        assert len(set(re.findall(rf'href="({prefix}[^"?#]*)"', main))) in range(SIZE, SIZE + 5), page
    last = -(-MANY // SIZE)
    assert client.get(f"/quartiers?page={last}").status_code == 200
    assert client.get(f"/quartiers?page={last + 1}").status_code == 404
