"""The look keeps its promises: readable tokens, either direction of writing, a light file.

Each guard catches a broken sample.
"""

import gzip
import re
from pathlib import Path

import pytest

from participation.config import RESOURCES
from participation.kernel.headers import without_comments

FOLDER = RESOURCES / "static"
SHEETS = sorted((FOLDER / "css").glob("*.css"))
BUDGET_BYTES = 7680
SMALLEST_TEXT_RATIO = 7.0
SMALLEST_CONTROL_RATIO = 3.0
TEXT_PAIRS = [
    ("text", "bg"),
    ("text", "surface"),
    ("text", "tint"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "tint"),
    ("link", "bg"),
    ("link", "surface"),
    ("link", "tint"),
    ("visited", "bg"),
    ("visited", "tint"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("accent", "bg"),
    ("on-deep", "deep"),
    ("deep-muted", "deep"),
    ("danger", "bg"),
    ("danger", "danger-bg"),
    ("ok", "ok-bg"),
    ("warn", "warn-bg"),
    ("text", "ok-bg"),
    ("text", "warn-bg"),
    ("text", "danger-bg"),
    ("on-halo", "halo"),
]
CONTROL_PAIRS = [
    ("control", "bg"),
    ("control", "surface"),
    ("control", "tint"),
    ("primary", "bg"),
    ("primary", "tint"),
]
WALL_PAIRS = [
    ("text", "bg"),
    ("muted", "bg"),
    ("text", "tint"),
    ("primary", "bg"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("danger", "bg"),
    ("danger", "danger-bg"),
]
PHYSICAL = re.compile(
    r"(?:^|[\s;{])((?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|(?:left|right|top|bottom)"
    r"|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|\b(?:text-align|float|clear)\s*:\s*(left|right)\b"
)


def without_preludes(css: str) -> str:
    """Return the sheet without comments and the conditions of its at-rules, which may say min-width."""
    return re.sub(r"@[a-z-]+[^{;]*(?=[{;])", "", re.sub(r"/\*.*?\*/", "", css, flags=re.S))


def physical_properties(css: str) -> list[str]:
    """Return the declarations that name a side of the screen instead of a side of the text."""
    return [match.group(0).strip(" \n{;") for match in PHYSICAL.finditer(without_preludes(css))]


def foreign_addresses(css: str) -> list[str]:
    """Return what the sheet would fetch: every file is a request, and `data:` is refused by the policy."""
    return re.findall(r"@import[^;]*|url\([^)]*\)", css)


def tokens(css: str, scheme: str) -> dict[str, str]:
    """Return the colours of :root, overlaid in the dark by those of the dark scheme."""
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1) if "scheme: dark" in css else (css, "")
    found = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", light.split("}", 1)[0]))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", dark.split("}", 1)[0]))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2, from 0 to 1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def too_faint(colours: dict[str, str], pairs: list[tuple[str, str]], smallest: float) -> list[str]:
    """Return the pairs whose contrast is below what is promised."""
    ratios = {f"{front} on {back}": contrast(colours[front], colours[back]) for front, back in pairs}
    return [f"{pair}: {ratio:.2f}" for pair, ratio in ratios.items() if ratio < smallest]


def compressed_bytes(path: Path) -> int:
    """Return what the file weighs on the wire."""
    return len(gzip.compress(without_comments(path.read_bytes()), compresslevel=5, mtime=0))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_names_no_side_of_the_screen(sheet: Path) -> None:
    assert physical_properties(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "sample",
    [
        "p { margin-left: 1rem }",
        "p{padding-top:0}",
        "p { left: 0; }",
        "p { color: red; text-align: right }",
        "p { width: 3rem }",
        "@media (min-width: 40rem) { p { max-height: 2rem; } }",
        "p { border-top-left-radius: 1px }",
    ],
)
def test_a_side_of_the_screen_is_caught(sample: str) -> None:
    assert len(physical_properties(sample)) == 1


def test_conditions_and_logical_properties_pass() -> None:
    assert (
        physical_properties("@media (min-width: 40rem) { p { margin-inline: 0; inset-block-end: 0 } }") == []
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_fetches_nothing(sheet: Path) -> None:
    assert foreign_addresses(sheet.read_text(encoding="utf-8")) == []


def test_a_fetch_is_caught() -> None:
    assert len(foreign_addresses('@import "x.css"; p { background: url(data:image/png;base64,AA) }')) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_and_border_can_be_seen(scheme: str) -> None:
    colours = tokens((FOLDER / "css/site.css").read_text(encoding="utf-8"), scheme)

    assert too_faint(colours, TEXT_PAIRS, SMALLEST_TEXT_RATIO) == []
    assert too_faint(colours, CONTROL_PAIRS, SMALLEST_CONTROL_RATIO) == []


def test_schemes_differ() -> None:
    css = (FOLDER / "css/site.css").read_text(encoding="utf-8")

    assert tokens(css, "light")["bg"] == "#FFFCF6"
    assert tokens(css, "dark")["bg"] == "#171411"


def test_the_wall_is_light_and_can_be_read_from_the_back_row() -> None:
    css = (FOLDER / "css/wall.css").read_text(encoding="utf-8")

    assert "prefers-color-scheme" not in css
    assert tokens(css, "light")["bg"] == "#FFFFFF"
    assert too_faint(tokens(css, "light"), WALL_PAIRS, SMALLEST_TEXT_RATIO) == []
    bodies = [float(share) for share in re.findall(r"--body: ([\d.]+)vh", css)]
    facts = [float(share) for share in re.findall(r"--big: ([\d.]+)vh", css)]
    assert bodies
    assert min(bodies) >= 4
    assert min(facts) >= 12


def test_a_faint_pair_is_caught() -> None:
    colours = {"text": "#777777", "bg": "#FFFFFF"}

    assert too_faint(colours, [("text", "bg")], SMALLEST_TEXT_RATIO) == ["text on bg: 4.48"]
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_is_light(sheet: Path) -> None:
    assert compressed_bytes(sheet) <= BUDGET_BYTES


def test_a_heavy_sheet_is_caught(tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.css"
    heavy.write_text(
        "".join(f".c{n * n}{{color:#{n * 7919 % 16777216:06x}}}" for n in range(4000)), encoding="utf-8"
    )

    assert compressed_bytes(heavy) > BUDGET_BYTES
