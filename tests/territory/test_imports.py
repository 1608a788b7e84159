"""The list of streets from a file: formats, problems with their line and column, all or nothing."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.tables import UnreadableError
from participation.territory.imports import Imported, Problem, StreetsRefusedError, import_streets
from participation.territory.models import Side, StreetSegment
from participation.territory.services import LAST_NUMBER, load_reference

HEADER = "rue;de;à;côté;quartier\n"
TWO = HEADER + "Allée des Érables;1;9;impair;Grâce de Dieu\nRue de l’Été;;;;chemin-vert\n"


@pytest.fixture
def ready(session: Session) -> Session:
    load_reference(session)
    return session


def stored(session: Session) -> list[tuple[str, int, int, Side]]:
    columns = (StreetSegment.street, StreetSegment.number_from, StreetSegment.number_to, StreetSegment.side)
    return [tuple(row) for row in session.execute(sa.select(*columns).order_by(StreetSegment.street_key))]


def problems(session: Session, now: datetime, text: str, replace: tuple[str, ...] = ()) -> list[Problem]:
    with pytest.raises(StreetsRefusedError) as refused:
        import_streets(session, now, text.encode(), replace)
    assert stored(session) == []
    return refused.value.problems


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode(),
        b"\xef\xbb\xbf" + TWO.encode(),
        TWO.encode("cp1252"),
        TWO.encode("utf-16"),
        TWO.replace(";", ",").encode(),
        TWO.replace(";", "\t").encode(),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace("\n", "\r").encode(),
        ("\n;;;;\n" + TWO + "\n;;;;\n\n").encode(),
        TWO.replace("rue;de;à;côté;quartier", "street;from;to;side;neighbourhood").encode(),
        TWO.replace("rue;de;à;côté;quartier", "VOIE; Du ;AU;Cote;Code quartier").encode(),
        TWO.replace("Allée des Érables", '"Allée des Érables"').encode(),
    ],
    ids=[
        "utf8",
        "mark",
        "cp1252",
        "utf16",
        "comma",
        "tab",
        "crlf",
        "cr",
        "blank-lines",
        "english",
        "aliases",
        "quoted",
    ],
)
def test_files_of_every_usual_form_are_read_alike(ready: Session, now: datetime, content: bytes) -> None:
    assert import_streets(ready, now, content) == Imported(added=2, unchanged=0, removed=0)
    assert stored(ready) == [
        ("Allée des Érables", 1, 9, Side.ODD),
        ("Rue de l’Été", 1, LAST_NUMBER, Side.BOTH),
    ]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", 0),
        (b"\n ; ;\n", "empty", 0),
        (b"rue;de\n\x00;1", "nul", 2),
        ((HEADER + "Allée É").encode("mac_roman"), "encoding", 0),
        (b"\xff\xfea", "encoding", 0),
        (HEADER.encode() + b"a;1;2;pair;" + b"x" * 20_000, "cell", 2),
        (HEADER.encode() + b"a;1;2;pair;" + b"x" * 200_000, "cell", 2),
        (HEADER.encode() + b'"a"b;1;2;pair;chemin-vert', "quotes", 2),
        (HEADER.encode() + b'a;1;2;pair;"chemin-vert', "quotes", 2),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_kind(
    ready: Session, now: datetime, content: bytes, code: str, line: int
) -> None:
    with pytest.raises(UnreadableError) as refused:
        import_streets(ready, now, content)
    assert (refused.value.code, refused.value.line) == (code, line)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (";1;2;pair;chemin-vert", "rue", "street"),
        ("...;1;2;pair;chemin-vert", "rue", "street"),
        ("Rue A;un;2;pair;chemin-vert", "de", "number"),
        ("Rue A;1;2,5;pair;chemin-vert", "à", "number"),
        ("Rue A;44927000;2;pair;chemin-vert", "de", "number"),
        ("Rue A;-1;2;pair;chemin-vert", "de", "number"),
        ("Rue A;9;2;pair;chemin-vert", "à", "order"),
        ("Rue A;1;2;gauche;chemin-vert", "côté", "side"),
        ("Rue A;1;2;pair;Atlantide", "quartier", "neighbourhood"),
        ("Rue A;1;2;pair;", "quartier", "neighbourhood"),
        ("Rue A;1;2;pair", "", "cells"),
        ("Rue A;1;2;pair;chemin-vert;x", "", "cells"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(
    ready: Session, now: datetime, line: str, column: str, code: str
) -> None:
    text = HEADER + "Rue Bonne;;;;chemin-vert\n" + line + "\n"
    assert [(p.line, p.column, p.code) for p in problems(ready, now, text)] == [(3, column, code)]


def test_every_problem_of_a_file_is_told_at_once(ready: Session, now: datetime) -> None:
    found = problems(ready, now, HEADER + "Rue A;un;deux;x;y\n;1;2;pair;chemin-vert\n")
    assert [(p.line, p.column) for p in found] == [
        (2, "de"),
        (2, "à"),
        (2, "côté"),
        (2, "quartier"),
        (3, "rue"),
    ]


def test_columns_missing_or_there_twice_are_named(ready: Session, now: datetime) -> None:
    assert {(p.column, p.code) for p in problems(ready, now, "rue;voie;de;à;quartier\n")} == {
        ("voie", "column_twice"),
        ("côté", "column_missing"),
    }


def test_an_unknown_town_is_named(ready: Session, now: datetime) -> None:
    text = "rue;de;à;côté;quartier;commune\nRue A;;;;chemin-vert;Paris\n"
    assert [(p.line, p.column, p.code, p.value) for p in problems(ready, now, text)] == [
        (2, "commune", "municipality", "Paris")
    ]


def test_lines_after_a_cell_with_a_line_break_keep_their_numbers(ready: Session, now: datetime) -> None:
    text = HEADER + '"Rue\nA";;;;chemin-vert\nRue B;x;;;chemin-vert\n'
    assert [p.line for p in problems(ready, now, text)] == [4]


def test_two_lines_may_not_give_the_same_houses_to_two_neighbourhoods(ready: Session, now: datetime) -> None:
    text = HEADER + "Rue A;1;99;;chemin-vert\nRue B;1;9;;chemin-vert\nrue a;50;60;pair;colombelles\n"
    text = text.replace("colombelles", "gueriniere")
    found = problems(ready, now, text)
    assert [(p.line, p.other_line, p.code) for p in found] == [(4, 2, "contradicts_line")]


def test_the_two_sides_of_a_street_and_two_towns_do_not_contradict(ready: Session, now: datetime) -> None:
    text = HEADER + "Rue A;;;pair;chemin-vert\nRue A;;;impair;gueriniere\nRue A;;;;colombelles\n"
    assert import_streets(ready, now, text.encode()).added == 3


def test_a_line_may_not_contradict_the_list_but_may_replace_it(ready: Session, now: datetime) -> None:
    import_streets(ready, now, (HEADER + "Rue A;;;;chemin-vert\nRue B;;;;gueriniere\n").encode())
    moved = (HEADER + "Rue A;;;;gueriniere\n").encode()
    with pytest.raises(StreetsRefusedError) as refused:
        import_streets(ready, now, moved)
    assert [(p.line, p.code) for p in refused.value.problems] == [(2, "contradicts_list")]
    assert import_streets(ready, now, moved, replace=["chemin-vert"]) == Imported(
        added=1, unchanged=0, removed=1
    )
    assert len(stored(ready)) == 2


def test_replacing_a_neighbourhood_that_does_not_exist_is_refused(ready: Session, now: datetime) -> None:
    assert [p.code for p in problems(ready, now, TWO, replace=("atlantide",))] == ["replaced_unknown"]


def test_the_same_file_again_changes_nothing(ready: Session, now: datetime) -> None:
    import_streets(ready, now, TWO.encode())
    before = stored(ready)
    assert import_streets(ready, now, TWO.encode()) == Imported(added=0, unchanged=2, removed=0)
    assert stored(ready) == before


def test_a_line_given_twice_counts_once(ready: Session, now: datetime) -> None:
    text = HEADER + "Rue A;1;9;;chemin-vert\nRUE A;1;9;tous;Chemin Vert\n"
    assert import_streets(ready, now, text.encode()).added == 1


def test_what_a_spreadsheet_was_kept_from_running_comes_back_as_it_was(ready: Session, now: datetime) -> None:
    import_streets(ready, now, (HEADER + "'@rue A;;;;chemin-vert\n").encode())
    assert [row[0] for row in stored(ready)] == ["@rue A"]
