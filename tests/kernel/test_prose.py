"""One text, three forms: HTML, tree for paper, plain words. They say the same."""

import pytest
from bs4 import BeautifulSoup

from participation.kernel import prose, sanitize

TEXTS = [
    "# Grand\n\n### Petit\n\nUn **mot**, un *autre*, ~~barré~~ et `code`.",
    "Première ligne\nsuite\\\nautre ligne",
    "1. un\n2. deux\n   - dedans\n   - encore\n\n4) quatre",
    "> cité\n>\n> deux fois\n\n---\n\nfin",
    "| a | b |\n|---|---|\n| 1 **2** | 3 |",
    "    code\n    deux\n\n```\nbloc\n```",
    "![Le plan](piece:3) et ![ailleurs](https://e.example/x.png)",
    "&amp; &lt;b&gt; \\*étoile\\* <b>x</b>",
]


def words_of(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup.find_all("img"):
        picture.replace_with(str(picture["alt"]))
    return "".join(soup.get_text().split())


def tree_words(nodes: list[prose.Node]) -> str:
    parts = []
    for node in nodes:
        parts += [node.get("text", ""), tree_words(node.get("children", []))]
        parts += [tree_words(cell) for row in node.get("rows", []) for cell in row]
    return "".join("".join(parts).split())


@pytest.mark.parametrize("source", TEXTS)
def test_html_tree_and_plain_text_carry_the_same_words(source: str) -> None:
    html = words_of(sanitize.render(source, 3, {3: "/p/3"}))
    assert tree_words(prose.tree(source, 3)) == html
    letters = [c for c in html if c.isalnum()]
    plain = iter(prose.plain(source))
    assert all(letter in plain for letter in letters)


def test_headings_follow_those_of_the_page_without_a_jump() -> None:
    html = sanitize.render("# un\n\n#### deux\n\n## deux\n\n###### trois\n\n# un", 3)
    levels = [tag.name for tag in BeautifulSoup(html, "html.parser").find_all(["h1", "h2", "h3", "h4", "h5"])]
    assert levels == ["h3", "h4", "h4", "h4", "h3"]
    assert "<h2>" in sanitize.render("## laissé")


def test_plain_text_shows_lists_and_addresses() -> None:
    assert prose.plain("- un [lien](https://e.example/a)\n- deux\n\n> cité") == (
        "- un lien (https://e.example/a)\n- deux\n\n> cité"
    )
    assert prose.plain("2. deux\n3. trois") == "2. deux\n3. trois"


def test_a_picture_without_words_is_left_out() -> None:
    assert "<img" not in sanitize.render("![](piece:3) ![ ](piece:3)", 3, {3: "/p/3"})


@pytest.mark.parametrize("address", ["piece:03", "piece:", "piece:1x", "PIECE:1", "piece:9999999999", "x:1"])
def test_only_a_number_names_a_picture(address: str) -> None:
    assert "<img" not in sanitize.render(f"![mots]({address})", 3, {1: "/p", 3: "/p"})
