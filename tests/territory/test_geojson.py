"""Files of limits: what is read of them, and what each mistake is called."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.territory.geojson import ShapesRefusedError, read

SQUARE = [[-0.40, 49.19], [-0.38, 49.19], [-0.38, 49.2], [-0.40, 49.2], [-0.40, 49.19]]


def feature(code: str | None = "QN01401M", geometry: Any = None, **more: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [SQUARE]} if geometry is None else geometry
    return {"type": "Feature", "properties": {"code_qp": code} | more, "geometry": shape}


def file(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more).encode()


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_file_as_it_is_published() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    high = [[*position, 12.5] for position in SQUARE]
    content = file(
        feature(nom_qp="Chemin Vert"),
        feature("QN01402M", {"type": "MultiPolygon", "coordinates": [[high], [SQUARE]]}),
        crs=crs,
        name="qp2024",
    )
    first, second = read(b"\xef\xbb\xbf" + content)
    assert (first.code, second.code) == ("QN01401M", "QN01402M")
    assert json.loads(first.geometry) == polygon(SQUARE)
    assert json.loads(second.geometry) == {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}


def test_one_feature_is_a_file_and_the_code_may_be_written_in_capitals() -> None:
    alone = feature(None, CODE_QP=" QN01401M ")
    assert [shape.code for shape in read(json.dumps(alone).encode())] == ["QN01401M"]


def test_positions_are_kept_to_a_tenth_of_a_metre() -> None:
    fine = [[x + 1e-9, y - 1e-9] for x, y in SQUARE]
    assert read(file(feature(geometry=polygon(fine)))) == read(file(feature()))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe{}", "not_utf8"),
        (b"code;nom\n1;2\n", "not_json"),
        (b'{"type": "FeatureCollection", "features": [', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "not_json"),
        (b"[1, 2]", "not_geojson"),
        (b'{"type": "Topology", "objects": {}}', "not_geojson"),
        (b'{"type": "FeatureCollection", "features": 3}', "not_geojson"),
        (file(), "empty"),
        (file(feature(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}), "crs"),
        (file(feature(), crs={"properties": None}), "crs"),
        (file(feature(), crs={"properties": "EPSG:2154"}), "crs"),
        (file(feature(), crs="EPSG:2154"), "crs"),
    ],
)
def test_what_is_no_file_of_limits(content: bytes, problem: str) -> None:
    with pytest.raises(ShapesRefusedError) as refusal:
        read(content)
    assert [(each.feature, each.problem) for each in refusal.value.problems] == [(0, problem)]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (feature(None), "no_code"),
        (feature("  "), "no_code"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no_code"),
        (feature("QN01401M"), "code_twice"),
        (feature("B", {"type": "Point", "coordinates": [1, 2]}), "geometry_type"),
        ({**feature("B"), "geometry": None}, "no_geometry"),
        (feature("B", polygon()), "no_geometry"),
        (feature("B", {"type": "MultiPolygon", "coordinates": []}), "no_geometry"),
        (feature("B", {"type": "Polygon", "coordinates": "x"}), "position"),
        (feature("B", polygon([["a", "b"]])), "position"),
        (feature("B", polygon([[True, False]])), "position"),
        (feature("B", polygon([[1]])), "position"),
        (feature("B", polygon([[float("nan"), 49.0]])), "projected"),
        (feature("B", polygon([[10**400, 49.0]])), "projected"),
        (feature("B", polygon([[454_000.0, 6_904_000.0]])), "projected"),
        (feature("B", polygon([[y, x] for x, y in SQUARE])), "elsewhere"),
        (feature("B", polygon(SQUARE[:3])), "ring_short"),
        (feature("B", polygon(SQUARE[:4])), "ring_open"),
    ],
)
def test_what_is_wrong_with_one_shape(broken: dict[str, Any], problem: str) -> None:
    with pytest.raises(ShapesRefusedError) as refusal:
        read(file(feature(), broken))
    assert [(each.feature, each.problem) for each in refusal.value.problems] == [(2, problem)]


def test_every_mistake_is_told_at_once_up_to_a_hundred() -> None:
    with pytest.raises(ShapesRefusedError) as refusal:
        read(file(*(feature(f"Q{number}", polygon(SQUARE[:4])) for number in range(300))))
    assert [each.code for each in refusal.value.problems] == [f"Q{number}" for number in range(100)]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["type", "features", "properties", "geometry", "coordinates", "crs", "code"]), inner)))  # fmt: skip
def test_whatever_it_holds_it_is_read_or_refused(document: Any) -> None:
    wrapped = {"type": "FeatureCollection", "features": [document, feature(geometry=document)]}
    for content in (document, wrapped):
        with pytest.raises(ShapesRefusedError):
            read(json.dumps(content).encode())
