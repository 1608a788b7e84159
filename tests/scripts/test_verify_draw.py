"""The stand-alone verifier: it accepts the published examples, and nothing that was changed in them."""

import copy
import hashlib
import hmac
import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "verify_draw.py"
VECTORS = json.loads((ROOT / "tests" / "sortition" / "draw_vectors.json").read_text("utf-8"))
HOLDS = {vector["name"]: vector for vector in VECTORS["holds"]}
RANKED, OPEN = "parity with a third answer", "lottery of twenty panels"
WITNESSED = "lottery, closed profiles, witnesses' file"
# Nothing in a transcript proves its own tail, nor who read the dice: the journal and the minutes do.
OUTSIDE = ("substitutions", "by")


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_draw", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load_script()


def verdict(transcript: Any, witness: Any = None, accept_rehearsal: bool = False) -> int | None:
    """The step that fails, None when the draw holds."""
    try:
        text = transcript if isinstance(transcript, str) else json.dumps(transcript)
        read = verifier.Reader(11, "transcript").read(text)
        verifier.verify(read, witness, accept_rehearsal=accept_rehearsal)
    except verifier.StepError as error:
        return int(error.step)
    return None


def changed(value: Any, changes: list[dict[str, Any]]) -> Any:
    value = copy.deepcopy(value)
    for change in changes:
        target = value
        for key in change["path"][:-1]:
            target = target[key]
        target[change["path"][-1]] = change["to"]
    return value


def resealed(transcript: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    """The transcript with other parameters, and the seal and the seed that follow from them."""
    transcript = copy.deepcopy(transcript)
    transcript["parameters"].update(parameters)

    def dumped(value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    seal = hashlib.sha256(b"conseil-draw/1/seal\n" + dumped(transcript["parameters"])).digest()
    values = dumped([item["value"] for item in transcript["contributions"]])
    secret = bytes.fromhex(transcript["secret"])
    seed = hmac.digest(secret, b"conseil-draw/1/seed\n" + seal + values, "sha256")
    return transcript | {"seal": seal.hex(), "seed": seed.hex()}


# The published examples


@pytest.mark.parametrize("name", HOLDS)
def test_published_draw_holds(name: str) -> None:
    vector = HOLDS[name]
    read = verifier.Reader(11, "transcript").read(json.dumps(vector["transcript"]))
    draw = verifier.verify(read, vector["witness"])
    assert [leaf.hex() for leaf in draw.leaves] == vector["leaves"]
    assert draw.ranking == vector["ranking"]
    assert sorted(draw.seating.seated) == sorted(vector["seated"])
    indexes = [verifier.step_12_receipt(draw, receipt) for receipt in vector["receipts"]]
    assert indexes == [receipt["index"] for receipt in vector["receipts"]]


@pytest.mark.parametrize("number", range(len(VECTORS["must_fail"])))
def test_published_fault_stops_at_its_step(number: int) -> None:
    fault = VECTORS["must_fail"][number]
    vector = HOLDS[fault["of"]]
    found = verdict(changed(vector["transcript"], fault["set"]), vector["witness"])
    assert found == fault["fails_at_step"], fault["why"]


@pytest.mark.parametrize("example", VECTORS["panel_number"])
def test_panel_number_discards_what_would_favour_a_panel(example: dict[str, Any]) -> None:
    found = verifier.panel_number(example["panels"], lambda block: int(example["x"][block]))
    assert found == example["number"]


def test_closed_profiles_hold_without_the_witnesses_file() -> None:
    assert verdict(HOLDS[WITNESSED]["transcript"]) is None


def test_canonical_json_orders_keys_by_utf_16() -> None:
    assert verifier.canonical({"\ue000": 1, "\U00010000": 2}) == '{"\U00010000":2,"\ue000":1}'.encode()


# Mutations


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value, outside what a transcript cannot prove."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key not in OUTSIDE:
            yield from places(item, (*path, key))


def one_field_mutations(whole: Any) -> Iterator[Any]:
    chance = random.Random(2026)
    for path in places(whole):
        copied = copy.deepcopy(whole)
        target = copied
        for key in path[:-1]:
            target = target[key]
        key, value = path[-1], target[path[-1]]
        if isinstance(target, dict) and chance.random() < 0.2:
            del target[key]
        elif isinstance(value, str):
            target[key] = chance.choice([f"{value}a", value[:-1], value.swapcase() + "0", None, 7, [value]])
        elif isinstance(value, bool):
            target[key] = not value
        elif isinstance(value, int):
            target[key] = chance.choice([value + 1, value - 1, -value - 1, str(value), value + 0.0, None])
        elif value is None:
            target[key] = chance.choice(["", 0, False, {}, "0" * 64])
        elif isinstance(value, dict):
            value["extra"] = 1
        else:
            target[key] = [*value, *value[:1], 1]
        yield copied


@pytest.mark.parametrize("name", HOLDS)
def test_no_field_of_a_transcript_can_change(name: str) -> None:
    vector = HOLDS[name]
    mutations = list(one_field_mutations(vector["transcript"]))
    assert len(mutations) > 50
    for mutation in mutations:
        assert verdict(mutation) is not None
        assert verdict(mutation, vector["witness"]) is not None


def test_no_field_of_a_witnesses_file_or_receipt_can_change() -> None:
    vector = HOLDS[WITNESSED]
    for mutation in one_field_mutations(vector["witness"]):
        assert verdict(vector["transcript"], mutation) in (1, 9, 11)
    draw = verifier.verify(verifier.Reader(11, "").read(json.dumps(vector["transcript"])))
    for mutation in one_field_mutations(vector["receipts"][1]):
        with pytest.raises(verifier.StepError) as caught:
            verifier.step_12_receipt(draw, mutation)
        assert caught.value.step == 12


def refused_bits(text: bytes, bits: list[int]) -> int:
    refused = 0
    for bit in bits:
        mutation = bytearray(text)
        mutation[bit // 8] ^= 1 << bit % 8
        try:
            refused += verdict(mutation.decode("utf-8")) is not None
        except (UnicodeDecodeError, verifier.UnreadableError):
            refused += 1
    return refused


@pytest.mark.parametrize(("name", "count"), [("one entry, one seat", 6000), (RANKED, 1200), (OPEN, 800)])
def test_no_bit_of_a_transcript_can_change(name: str, count: int) -> None:
    transcript = copy.deepcopy(HOLDS[name]["transcript"]) | {"substitutions": []}
    for item in transcript["contributions"]:
        item["by"] = "T"
    text = json.dumps(transcript, ensure_ascii=False, separators=(",", ":")).encode()
    assert verdict(text.decode()) is None
    free = {text.index(b'"by":"T"', at) + 6 for at in range(len(text)) if text.startswith(b'"by":"T"', at)}
    bits = [bit for bit in range(8 * len(text)) if bit // 8 not in free]
    assert len(free) == len(transcript["contributions"])
    bits = random.Random(7).sample(bits, min(count, len(bits)))
    assert refused_bits(text, bits) == len(bits)


def test_last_substitutions_are_left_to_the_journal() -> None:
    transcript = copy.deepcopy(HOLDS[RANKED]["transcript"])
    transcript["substitutions"].pop()
    assert verdict(transcript) is None
    transcript["substitutions"].pop(0)
    assert verdict(transcript) == 10


def test_closed_profiles_still_keep_the_order_of_ranks() -> None:
    transcript = copy.deepcopy(HOLDS[WITNESSED]["transcript"])
    transcript["substitutions"] = []
    assert verdict(transcript) is None
    selected = transcript["selected"]
    transcript["selected"] = [selected[1], selected[0], *selected[2:]]
    assert verdict(transcript) == 9
    transcript["selected"] = [*selected[:-1], selected[0]]
    assert verdict(transcript) == 9


# Conditions that the published faults leave out


def test_rehearsal_is_refused_unless_asked_for() -> None:
    transcript = resealed(HOLDS["one entry, one seat"]["transcript"], rehearsal=True)
    assert verdict(transcript) == 14
    assert verdict(transcript, accept_rehearsal=True) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [('{"a":1,"a":1}', 11), ("1.0", 11), ("1e2", 11), ("9007199254740992", 11), ("9" * 5000, 11), ("[]", 11)],
)
def test_strict_reading(text: str, step: int) -> None:
    assert verdict(text) == step


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", "01", '"\x01"', "\ufeff{}", "[" * 100_000])
def test_what_is_not_json_is_unreadable(text: str) -> None:
    with pytest.raises(verifier.UnreadableError):
        verdict(text)


@pytest.mark.parametrize(
    ("parameters", "step"),
    [
        ({"title": "a\u202eb"}, 4),
        ({"sealed_at": "2026-11-31T09:00:00Z"}, 4),
        ({"previous_draw": HOLDS["one entry, one seat"]["transcript"]["parameters"]["draw"]}, 4),
        ({"sequence": True}, 4),
        ({"title": "Un autre titre"}, None),
    ],
)
def test_resealed_parameters(parameters: dict[str, Any], step: int | None) -> None:
    assert verdict(resealed(HOLDS["one entry, one seat"]["transcript"], **parameters)) == step


def test_half_a_character_is_no_text() -> None:
    transcript = copy.deepcopy(HOLDS["one entry, one seat"]["transcript"])
    transcript["contributions"][0]["by"] = "\ud800"
    assert verdict(transcript) == 5


def test_folding_of_minutes() -> None:
    assert verifier.fold("words", "  Été, GUÉRINIÈRE — phare ! ") == "ete gueriniere phare"
    assert verifier.fold("dice", "24535 64526") == "2453564526"


@pytest.mark.parametrize("value", ["a  b", " a", "a" * 21, "é", "A", " ".join(["a"] * 201)])
def test_words_are_folded(value: str) -> None:
    assert not verifier.is_contribution({"source": "words"}, value)
    assert verifier.is_contribution({"source": "words"}, " ".join(["a" * 20] * 200))
