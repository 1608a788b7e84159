"""The engine and the stand-alone verifier agree: on whole draws, and on what is wrong with broken ones.

They share no code. Where both refuse a broken file they must also name the same step.
"""

import importlib.util
import json
import sys
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from participation.sortition.errors import SortitionError, VerificationError
from participation.sortition.verify import verify
from tests.sortition.samples import PARITY, TWO_CATEGORIES, make_case

ROOT = Path(__file__).resolve().parents[2]
DRAWS = 60
BREAKS = 40


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The stand-alone verifier, loaded from its file."""
    spec = importlib.util.spec_from_file_location("verify_draw", ROOT / "scripts" / "verify_draw.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_draw"] = module
    spec.loader.exec_module(module)
    return module


def engine_says(transcript: dict[str, Any], witness: dict[str, Any] | None) -> int | None:
    """Return the step at which the engine stops, None where the draw holds."""
    try:
        verify(transcript, witness=witness)
    except VerificationError as error:
        return error.step
    except SortitionError:
        return -1
    return None


def script_says(script: ModuleType, transcript: dict[str, Any], witness: dict[str, Any] | None) -> int | None:
    """Return the step at which the script stops, None where the draw holds."""
    try:
        read = script.Reader(11, "transcript").read(json.dumps(transcript))
        script.verify(read, witness, script.Posters(), accept_rehearsal=False)
    except script.StepError as error:
        return int(error.step)
    return None


def number(label: str, below: int) -> int:
    """Return a number that depends on nothing but its label."""
    return int.from_bytes(sha256(label.encode()).digest()[:6], "big") % below


def case(at: int) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the transcript of draw number `at`, and its witnesses' file where profiles are closed."""
    quotas: Any = (PARITY, {}, TWO_CATEGORIES)[at % 3]
    seats = 4 if quotas is TWO_CATEGORIES else 8
    size = 24 + number(f"size {at}", 30)
    witnessed = at % 5 == 0 and quotas is PARITY
    dwellings = 15 if at % 4 == 3 else None
    made = make_case(size, quotas, seats, dwellings, disclosure="witnessed" if witnessed else "open")
    made = made.with_departures(tuple(range(number(f"left {at}", 3))))
    return made.transcript, made.witness if witnessed else None


def broken(transcript: dict[str, Any], label: str) -> dict[str, Any]:
    """Return a copy with one leaf of its JSON changed; substitutions and the field `by` apart."""
    copy = deepcopy(transcript)
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)):
            if key in ("substitutions", "by"):
                continue
            if isinstance(node[key], dict | list) and node[key]:
                walk(node[key])
            else:
                places.append((node, key))

    walk(copy)
    node, key = places[number(label, len(places))]
    value = node[key]
    if isinstance(value, bool) or value is None:
        node[key] = "x" if value is None else not value
    elif isinstance(value, int):
        node[key] = value + 1
    elif isinstance(value, str):
        at = number(label + " at", len(value)) if value else 0
        other = "01gA é"[number(label + " by", 6)]
        node[key] = value[:at] + (other if value[at : at + 1] != other else "2") + value[at + 1 :]
    else:
        node[key] = ["x"]
    return copy


@pytest.mark.parametrize("at", range(DRAWS))
def test_both_say_the_same(script: ModuleType, at: int) -> None:
    transcript, witness = case(at)
    assert engine_says(transcript, witness) is None
    assert script_says(script, transcript, witness) is None
    for trial in range(BREAKS):
        changed = broken(transcript, f"{at} {trial}")
        said = (engine_says(changed, witness), script_says(script, changed, witness))
        assert said[0] == said[1], (said, trial)
        assert said[0] is not None


def test_an_older_witnesses_file_is_told_from_a_wrong_one(script: ModuleType) -> None:
    now = make_case(30, PARITY, 8, disclosure="witnessed").with_departures((0, 1))
    before = make_case(30, PARITY, 8, disclosure="witnessed").witness
    transcript = script.Reader(11, "transcript").read(json.dumps(now.transcript))
    with pytest.raises(script.StepError) as stale:
        script.verify(transcript, before)
    assert (stale.value.step, stale.value.code) == (11, "witness stale")
    assert script.BROKEN["witness stale"][0].endswith("date d’avant un remplacement : demandez le fichier à jour")
    before["profiles"] = before["profiles"][1:]
    with pytest.raises(script.StepError) as wrong:
        script.verify(transcript, before)
    assert wrong.value.code == "witness list"
    assert script.verify(transcript, now.witness).size == 30
