"""The verifier as people run it: exit status, sentences, bad files; and what it may not depend on."""

import ast
import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "verify_draw.py"
ENGINE = ROOT / "participation" / "sortition"
VECTORS = json.loads((ROOT / "tests" / "sortition" / "draw_vectors.json").read_text("utf-8"))
HOLDS = {vector["name"]: vector for vector in VECTORS["holds"]}
RANKED, OPEN = "parity with a third answer", "lottery of twenty panels"
WITNESSED = "lottery, closed profiles, witnesses' file"
COHERENT = "cohérent en soi\u00a0: comparez avec "

pytestmark = pytest.mark.real_time


class Desk:
    """A folder with files, and the command run in it without anything of ours on its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, value: Any) -> str:
        (self.folder / name).write_text(json.dumps(value), "utf-8")
        return name

    def run(self, *arguments: str) -> tuple[int, str, str]:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
        ran = subprocess.run([sys.executable, "-I", str(SCRIPT), *arguments], cwd=self.folder,
                             env=environment, capture_output=True, check=False)  # fmt: skip
        assert b"Traceback" not in ran.stderr
        return ran.returncode, ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# Exit status 0


def test_everything_given_leaves_nothing_to_compare(desk: Desk) -> None:
    vector = HOLDS[WITNESSED]
    transcript, witness = vector["transcript"], desk.write("w.json", vector["witness"])
    announcement = next(line for line in desk.run(desk.write("t.json", transcript))[1].splitlines()
                        if "annonce\u00a0: " in line).split()[-1]  # fmt: skip
    receipts = [desk.write(f"r{number}.json", receipt) for number, receipt in enumerate(vector["receipts"])]
    status, told, _ = desk.run(
        "t.json", *receipts, "--witness", witness, "--announcement", announcement.upper(),
        "--seal", " ".join(transcript["seal"][at : at + 4] for at in range(0, 64, 4)),
        "--chance", "Été Guérinière phare", transcript["contributions"][1]["value"],
    )  # fmt: skip
    assert status == 0
    assert told.startswith("Assurance A\u00a0: ")
    assert "LE TIRAGE TIENT" in told
    assert COHERENT not in told
    assert told.count("identique à la valeur") == 4
    assert "profils sont fermés" not in told
    assert "chances d’une personne\u00a0: de 11,25\u00a0% (9/80) à 28,00\u00a0% (7/25)" in told
    for number, receipt in enumerate(vector["receipts"]):
        rank = vector["ranking"].index(receipt["index"]) + 1
        assert f"r{number}.json\u00a0: inclus, numéro {receipt['index']} " in told
        assert f"rang {rank} sur 60" in told


def test_what_is_not_given_is_named(desk: Desk) -> None:
    status, told, _ = desk.run(desk.write("t.json", HOLDS[WITNESSED]["transcript"]))
    assert status == 0
    assert told.count(f"{COHERENT}l’affiche") == 2
    assert told.count(f"{COHERENT}le procès-verbal") == 2
    assert "48 profils sont fermés" in told
    assert "remplacements\u00a0: 2\u00a0; dernier instant\u00a0: 2026-12-06T10:00:00Z" in told


def test_english(desk: Desk) -> None:
    status, told, _ = desk.run(desk.write("t.json", HOLDS[RANKED]["transcript"]), "--lang", "en")
    assert status == 0
    assert "THE DRAW HOLDS" in told
    assert "coherent in itself: compare with the poster" in told


def test_help_is_no_error(desk: Desk) -> None:
    status, told, _ = desk.run("--help")
    assert status == 0
    assert "--witness FICHIER" in told


# Exit status 1


def test_break_names_the_step_and_the_first_difference(desk: Desk) -> None:
    transcript = copy.deepcopy(HOLDS[RANKED]["transcript"])
    transcript["selected"][2] = 0
    status, told, _ = desk.run(desk.write("t.json", transcript))
    assert status == 1
    assert "ROMPU à l’étape 8\u00a0: la sélection n’est pas celle de la règle." in told
    assert "où\u00a0: [2]" in told
    assert "attendu\u00a0: 31" in told
    assert "trouvé\u00a0: 0" in told
    assert "TIENT" not in told


@pytest.mark.parametrize(
    ("option", "values", "step"),
    [
        ("--announcement", ["0" * 64], 3),
        ("--seal", ["f" * 64], 4),
        ("--chance", ["ete gueriniere phare", "1" * 20], 5),
        ("--chance", ["ete gueriniere phare"], 5),
        ("--chance", ["ete gueriniere phare", "34562242654563363442", "rien"], 5),
    ],
)
def test_posters_and_minutes_that_differ(desk: Desk, option: str, values: list[str], step: int) -> None:
    status, told, _ = desk.run(desk.write("t.json", HOLDS[RANKED]["transcript"]), option, *values)
    assert status == 1
    assert f"ROMPU à l’étape {step}" in told


def test_receipt_of_another_draw_is_not_included(desk: Desk) -> None:
    desk.write("other.json", HOLDS[OPEN]["receipts"][0])
    desk.write("own.json", HOLDS[RANKED]["receipts"][0])
    (desk.folder / "double.json").write_text('{"draw":"a","draw":"b"}')
    transcript = desk.write("t.json", HOLDS[RANKED]["transcript"])
    status, told, _ = desk.run(transcript, "other.json", "own.json", "double.json")
    assert status == 1
    assert "MAIS UN REÇU N’Y EST PAS" in told
    assert "other.json\u00a0: NON INCLUS" in told
    assert "own.json\u00a0: inclus" in told
    assert "double.json\u00a0: NON INCLUS" in told


def test_hidden_characters_never_reach_the_terminal(desk: Desk) -> None:
    transcript = copy.deepcopy(HOLDS[RANKED]["transcript"])
    transcript["parameters"]["title"] = "a\x1b[2J\u202eb\ud800"
    status, told, _ = desk.run(desk.write("t.json", transcript))
    assert status == 1
    assert "a\\u001b[2J\\u202eb\\ud800" in told


# Exit status 2


@pytest.mark.parametrize(
    "arguments",
    [[], ["absent.json"], ["."], ["t.json", "--seal", "12"], ["t.json", "--frobnicate"],
     ["t.json", "--chance"], ["t.json", "--witness", "absent.json"], ["t.json", "absent.json"],
     ["t.json", "--lang", "de"], ["--seal", "0" * 64]],
)  # fmt: skip
def test_unreadable_command(desk: Desk, arguments: list[str]) -> None:
    desk.write("t.json", HOLDS[RANKED]["transcript"])
    status, told, error = desk.run(*arguments)
    assert status == 2
    assert "TIENT" not in told
    assert told + error


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b"NaN", b"[" * 200_000, b'{"a":' * 10_000, b"\x00"])
def test_unreadable_file(desk: Desk, content: bytes) -> None:
    (desk.folder / "t.json").write_bytes(content)
    status, _, error = desk.run("t.json")
    assert status == 2
    assert "t.json" in error


def test_file_that_is_too_big(desk: Desk) -> None:
    with (desk.folder / "t.json").open("wb") as file:
        file.truncate(2**30 + 1)
    status, _, error = desk.run("t.json")
    assert status == 2
    assert "1 Gio" in error


# Whatever the input


def test_random_files_get_a_verdict_and_no_traceback(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    source = compile(SCRIPT.read_text("utf-8"), str(SCRIPT), "exec")
    script: dict[str, Any] = {"__name__": "verify_draw"}
    exec(source, script)  # noqa: S102 - the script under test, which is no package
    chance = random.Random(11)
    odd = [None, True, -1, 2**53, 1.5, "", "\ud800", [], {}, [[]], {"a": {}}, "0" * 64, [None], [-1], ["é"]]
    seen = set()
    for _ in range(1500):
        vector = copy.deepcopy(HOLDS[chance.choice([RANKED, WITNESSED])])
        files = {"t": vector["transcript"], "w": vector["witness"] or {}, "r": vector["receipts"][0]}
        name = chance.choice("ttwr")
        spoil(files[name], chance, odd)
        for key, value in files.items():
            desk.write(f"{key}.json", value)
        witness = ["--witness", "w.json"] if chance.random() < 0.5 else []
        seen.add(script["main"](["t.json", "r.json", *witness, "--rehearsal"]))
    assert seen == {0, 1}  # 0: what was spoiled is the reader's name, or a file that was not given
    assert "Traceback" not in capsys.readouterr().err


def spoil(value: Any, chance: random.Random, odd: list[Any]) -> None:
    """Put an odd value at a random place, at any depth."""
    while isinstance(value, (dict, list)) and value:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not isinstance(value[key], (dict, list)) or not value[key] or chance.random() < 0.2:
            value[key] = chance.choice(odd)
            return
        value = value[key]


# What the script may depend on


def foreign_imports(source: str) -> set[str]:
    """Modules outside the standard library, and the back doors to them."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).split(".")[0])
        elif isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval"):
            found.add(node.id)
    return {name for name in found if name not in sys.stdlib_module_names or name in ("importlib", "runpy")}


def bodies(source: str) -> dict[str, str]:
    """Each function's body, names and docstring left out; short ones say nothing and are left out too."""
    found = {}
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        statements = [node for node in function.body
                      if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
        for node in (node for statement in statements for node in ast.walk(statement)):
            for field in ("id", "arg", "name"):
                if isinstance(getattr(node, field, None), str):
                    setattr(node, field, "_")
        dumped = "\n".join(ast.dump(statement) for statement in statements)
        if dumped.count("(") > 25:
            found[dumped] = function.name
    return found


def test_script_stands_alone() -> None:
    source = SCRIPT.read_text("utf-8")
    assert foreign_imports(source) == set()
    ast.parse(source, feature_version=(3, 9))
    assert foreign_imports("import numpy\nfrom participation import x\nfrom . import y\n__import__('z')") == {
        "numpy", "participation", ".", "__import__",
    }  # fmt: skip


def test_script_and_engine_share_no_code() -> None:
    own = bodies(SCRIPT.read_text("utf-8"))
    engine = {path: bodies(path.read_text("utf-8")) for path in ENGINE.rglob("*.py")}
    assert any(engine.values())
    shared = [(own[body], path.name, found[body])
              for path, found in engine.items() for body in own if body in found]  # fmt: skip
    assert shared == []
    copied = SCRIPT.read_text("utf-8").replace("level", "nodes").replace("even", "paired")
    assert len(bodies(copied).keys() & own.keys()) == len(own)
