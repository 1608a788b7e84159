"""The sanitiser against texts made by rule: nothing runs, every address is plain, and cleaning twice changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel import prose, sanitize
from tests.kernel.test_sanitize import dangers
from tests.support.payloads import PAYLOADS

PICTURES = {1: "/p/1"}


def test_there_are_enough_of_them() -> None:
    assert len(PAYLOADS) >= 300


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_dangerous_gets_through(payload: str) -> None:
    cleaned, rendered = sanitize.sanitize(payload), str(sanitize.render(payload, 3))
    # The line break keeps a bare address from being taken for the name of a page.
    assert dangers(f"<br>{cleaned}") == []
    assert dangers(rendered) == []
    assert sanitize.sanitize(cleaned) == cleaned
    assert sanitize.sanitize(rendered) == rendered


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_picture_carries_its_address_and_its_words_alone(payload: str) -> None:
    words = payload.replace("\n", " ").replace("]", "").replace("[", "")
    html = str(sanitize.render(f"![{words}](piece:1)\n\n{payload}", 3, PICTURES))
    found = [each for each in dangers(html) if each not in ("tag img", "attribute src", "attribute alt")]
    assert found == []
    assert html.count('src="') == html.count('<img src="/p/1" alt="')


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_paper_gets_plain_addresses_alone(payload: str) -> None:
    def links(nodes: list[prose.Node]) -> list[str]:
        found = []
        for node in nodes:
            found += [node["href"]] if node["kind"] == "link" else []
            found += links(node.get("children", []))
        return found

    assert [each for each in links(prose.tree(payload, 3)) if not sanitize.is_safe(each)] == []


@given(st.text(alphabet="<>\"'&/=:;![]()`*#-\n ajscripthoneml", max_size=60))
def test_cleaning_any_text_twice_changes_nothing(text: str) -> None:
    once = sanitize.sanitize(text)
    assert sanitize.sanitize(once) == once
    assert dangers(str(sanitize.render(text, 3))) == []


def test_an_address_that_cannot_be_read_is_no_link() -> None:
    assert not sanitize.is_safe("http://[")
    assert "<a" not in sanitize.sanitize('<a href="http://[">x</a>')
