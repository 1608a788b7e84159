"""Numbers, years and sexes as offices write them; what columns are by their headings; rows and their faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.indicators.imports import insee
from participation.indicators.imports.cells import read_number, read_sex, read_year
from participation.indicators.imports.checking import Bounds, Checker, Findings, Known, Laid
from participation.indicators.imports.fields import Column, Field, LongPlan, PlanError, WidePlan, plan_of
from participation.indicators.services.value_template import HEADINGS, _written
from participation.kernel.tables import Row

CODES = {"taux-de-pauvrete": Bounds(7, most=100.0), "population-municipale": Bounds(8)}
KNOWN = Known({"qp-test": 3, "reste-test": 4}, CODES, 2026)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27,3", 27.3),
        ("27.3", 27.3),
        ("0", 0.0),
        ("-4,5", -4.5),
        ("−4,5", -4.5),
        ("12 345", 12345.0),
        ("12\u00a0345,6", 12345.6),
        ("1\u202f234\u202f567", 1234567.0),
        ("27,3 %", 27.3),
        ("27,3\u00a0%", 27.3),
        ("14 250 €", 14250.0),
        ("1E-05", 0.00001),
    ],
)
def test_numbers_as_offices_write_them(text: str, value: float) -> None:
    found = read_number(text)
    assert (found.value, found.is_secret, found.is_readable) == (value, False, True)


@pytest.mark.parametrize("text", ["", "nd", "ND", "n.d.", "ns", "so", "..", "…", "-"])
def test_what_is_not_known_is_blank_and_never_0(text: str) -> None:
    assert read_number(text) == (None, False, True)


@pytest.mark.parametrize("text", ["s", "S", "c"])
def test_what_is_secret_says_so(text: str) -> None:
    assert read_number(text) == (None, True, True)


@pytest.mark.parametrize(
    "text",
    ["abc", "1,234.5", "1.234,5", "12 34", "27,3,1", "1e999", "١٢", "nan", "inf", "=1+1", "27 pour 100", "9" * 400],
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert not read_number(text).is_readable


@given(st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda n: n == 0 or 1e-5 < abs(n) < 1e14))
def test_a_number_of_the_template_comes_back_whole(number: float) -> None:
    assert read_number(_written(number)).value == number


def test_years_and_sexes() -> None:
    assert [read_year(text) for text in ("2021", "1989", "2101", "21", "2021.0", "٢٠٢١")] == [2021] + [None] * 5
    assert [read_sex(text) for text in ("", "Ensemble", "FEMMES", "h", "m", "x")] == [
        "all", "all", "women", "men", "men", None,
    ]  # fmt: skip


def test_variables_of_insee() -> None:
    assert insee.meaning_of("DISP_TP60_A21") == ("taux-de-pauvrete", 2021)
    assert insee.meaning_of("disp_med_a17") == ("revenu-median", 2017)
    assert insee.meaning_of("DISP_MED_A98") == ("revenu-median", 1998)
    assert insee.meaning_of("TX_TOT_EMPL") == ("taux-d-emploi", None)
    assert insee.meaning_of("popMuniQPV") == ("population-municipale", None)
    assert insee.meaning_of("TX_TOT_FAM_MONO") is None
    assert insee.meaning_of("DISP_TP60_A") is None
    assert insee.meaning_of("LIBGEO") is None


def test_the_template_is_known_by_its_headings() -> None:
    plan = plan_of(HEADINGS, CODES, None)
    assert isinstance(plan, LongPlan)
    assert plan.columns == {
        Field.AREA: 0, Field.INDICATOR: 2, Field.YEAR: 5, Field.SEX: 6, Field.RESULT: 7, Field.TARGET: 8,
        Field.ESTIMATE: 9, Field.COMMENT: 10,
    }  # fmt: skip
    assert plan.left_out == ()


def test_a_published_table_is_known_by_its_variables() -> None:
    header = ("CODGEO", "LIBGEO", "DISP_TP60_A21", "DISP_GI_A21", "population-municipale", "taux-de-pauvrete 2020")
    plan = plan_of(header, CODES, 2021)
    assert plan == WidePlan(
        0,
        (
            Column(2, "taux-de-pauvrete", 2021),
            Column(4, "population-municipale", 2021),
            Column(5, "taux-de-pauvrete", 2020),
        ),
        (1, 3),
    )


@pytest.mark.parametrize(
    ("header", "year", "code"),
    [
        (("Nom", "Prénom"), 2021, "unknown_layout"),
        (("CODGEO", "LIBGEO"), 2021, "no_values"),
        (("lieu", "indicateur", "année"), 2021, "no_values"),
        (("CODGEO", "population-municipale"), None, "no_year"),
        (("lieu", "indicateur", "année", "valeur", "value"), None, "column_twice"),
        (("CODGEO", "DISP_TP60_A21", "taux-de-pauvrete"), 2021, "column_twice"),
    ],
)
def test_headings_that_cannot_serve(header: tuple[str, ...], year: int | None, code: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_of(header, CODES, year)
    assert refused.value.code == code


def read(header: tuple[str, ...], *rows: tuple[str, ...]) -> tuple[list[Laid], Findings]:
    """Read rows below a header from line 2 on."""
    checker = Checker(plan_of(header, CODES, 2021), header, KNOWN)
    values = list(checker.values(Row(line, cells) for line, cells in enumerate(rows, 2)))
    return values, checker.findings


LONG = ("lieu", "indicateur", "année", "sexe", "valeur", "objectif", "estimation", "commentaire")


def test_lines_of_the_template_become_values() -> None:
    values, findings = read(
        LONG,
        ("qp-test", "taux-de-pauvrete", "2021", "femmes", "43,5", "40", "", "Inventé"),
        ("reste-test", "taux-de-pauvrete", "2021", "", "s"),
        ("qp-test", "population-municipale", "2021", "ensemble", "nd", "", "5 120", ""),
    )
    assert findings.total == 0
    assert values == [
        (2, 3, 7, 2021, "women", 43.5, 40.0, None, False, "Inventé"),
        (3, 4, 7, 2021, "all", None, None, None, True, None),
        (4, 3, 8, 2021, "all", None, None, 5120.0, False, None),
    ]


@pytest.mark.parametrize(
    ("cells", "code", "column", "value"),
    [
        (("ailleurs", "taux-de-pauvrete", "2021", "", "1"), "area", "lieu", "ailleurs"),
        (("qp-test", "bonheur", "2021", "", "1"), "indicator", "indicateur", "bonheur"),
        (("qp-test", "taux-de-pauvrete", "21", "", "1"), "year", "année", "21"),
        (("qp-test", "taux-de-pauvrete", "2021", "autre", "1"), "sex", "sexe", "autre"),
        (("qp-test", "taux-de-pauvrete", "2021", "", "beaucoup"), "number", "valeur", "beaucoup"),
        (("qp-test", "taux-de-pauvrete", "2021", "", "100,1"), "share", "valeur", "100,1"),
        (("qp-test", "population-municipale", "2021", "", "-1"), "negative", "valeur", "-1"),
        (("qp-test", "taux-de-pauvrete", "2021", "", "s", "", "12"), "secret", "estimation", "12"),
        (("qp-test", "taux-de-pauvrete", "2021", "", "1", "s"), "number", "objectif", "s"),
        (("qp-test", "taux-de-pauvrete", "2021", "", "1", "", "", "x" * 201), "comment", "commentaire", "x" * 40),
        (("qp-test", "taux-de-pauvrete", "2021", "", "1", "", "", "", "de trop"), "cells", "", ""),
    ],
)
def test_a_fault_names_line_column_and_value(cells: tuple[str, ...], code: str, column: str, value: str) -> None:
    values, findings = read(LONG, ("qp-test", "taux-de-pauvrete", "2020", "", "1"), cells)
    assert [row[0] for row in values] == [2]
    fault = findings.kept[0]
    assert (fault.line, fault.code, fault.column, fault.value) == (3, code, column, value)


def test_lines_of_other_places_of_the_country_are_counted() -> None:
    values, findings = read(
        ("CODGEO", "DISP_TP60_A21", "popMuniQPV"), ("qp-test", "s", "5120"), ("QP075001", "abc", "9")
    )
    assert (findings.elsewhere, findings.total, findings.lines) == (1, 0, 2)
    assert [row[1:4] + row[5:6] + row[8:9] for row in values] == [(3, 7, 2021, None, True), (3, 8, 2021, 5120.0, False)]


def test_shares_between_0_and_1_are_noticed() -> None:
    _values, findings = read(LONG, ("qp-test", "taux-de-pauvrete", "2021", "", "0,43"))
    assert findings.largest == {7: 0.43}


@pytest.mark.parametrize("column", [4, 5, 6])
def test_a_number_too_large_for_a_territory_is_told_with_its_place(column: int) -> None:
    cells = ["reste-test", "population-municipale", "2021", "", "", "", "", ""]
    cells[column] = "1000000000000"
    assert read(LONG, tuple(cells))[1].total == 0
    for text in ("1000000000001", "1E+30", "9" * 30):
        cells[column] = text
        values, findings = read(LONG, tuple(cells))
        assert values == []
        assert [(each.line, each.column, each.code) for each in findings.kept] == [(2, LONG[column], "large")]


@pytest.mark.parametrize(("column", "text"), [(4, "43,5"), (4, "s"), (6, "43,5")])
def test_what_is_known_is_of_no_year_to_come(column: int, text: str) -> None:
    cells = ["qp-test", "taux-de-pauvrete", "2026", "", "", "40", "", ""]
    cells[column] = text
    assert read(LONG, tuple(cells))[1].total == 0
    cells[2] = "2027"
    values, findings = read(LONG, tuple(cells))
    assert values == []
    assert [(each.line, each.column, each.code) for each in findings.kept] == [(2, "année", "to_come")]


def test_a_target_alone_may_be_of_a_year_to_come() -> None:
    values, findings = read(LONG, ("qp-test", "taux-de-pauvrete", "2100", "", "", "40", "", ""))
    assert (len(values), findings.total) == (1, 0)


def test_a_column_of_a_year_to_come_is_told_where_it_holds_a_value() -> None:
    header = ("CODGEO", "taux-de-pauvrete 2027")
    values, findings = read(header, ("qp-test", "43,5"), ("reste-test", ""))
    assert [value[0] for value in values] == [3]
    assert [(each.line, each.column, each.code) for each in findings.kept] == [(2, header[1], "to_come")]
