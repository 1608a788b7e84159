"""A Markdown text as a tree for paper, and as plain text for mail, feeds and searching: the words of its HTML."""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from participation.kernel import markdown
from participation.kernel.sanitize import is_safe

Node = dict[str, Any]
MARKS = {"strong": "strong", "em": "em", "s": "s"}
BLOCKS = {"paragraph", "bullet_list", "ordered_list", "list_item", "blockquote"}


def tree(source: str, first_heading: int) -> list[Node]:
    """Return a text as nodes that JSON can say.

    Each has a `kind`. Blocks: `paragraph`, `heading` (`level`), `bullet_list`, `ordered_list` (`start`),
    `list_item`, `blockquote`, `code_block` (`text`), `rule`, `table` (`rows` of lists of nodes, the first its head).
    Inline: `text` (`text`), `strong`, `em`, `s`, `code` (`text`), `link` (`href`), `break`, `picture` (`number`,
    `text`).
    """
    return list(_nodes(SyntaxTreeNode(markdown.tokens(source, first_heading)).children))


def plain(source: str) -> str:
    """Return a text without marks: a line a block, a dash before an item, the address after the words of a link."""
    return "\n\n".join(block for block in (_plain(node) for node in tree(source, 3)) if block)


def _nodes(children: Sequence[SyntaxTreeNode]) -> Iterator[Node]:
    for child in children:
        if child.type == "inline":
            yield from _nodes(child.children)
        else:
            yield from _node(child)


def _node(node: SyntaxTreeNode) -> Iterator[Node]:
    inside = list(_nodes(node.children)) if node.type not in ("table", "image") else []
    if node.type in MARKS or node.type in BLOCKS:
        extra = {"start": int(node.attrs.get("start", 1))} if node.type == "ordered_list" else {}
        yield {"kind": MARKS.get(node.type, node.type), "children": inside, **extra}
    elif node.type == "heading":
        yield {"kind": "heading", "level": int(node.tag[1]), "children": inside}
    elif node.type in ("code_block", "fence"):
        yield {"kind": "code_block", "text": node.content.rstrip("\n")}
    elif node.type == "hr":
        yield {"kind": "rule"}
    elif node.type == "table":
        yield {"kind": "table", "rows": [[list(_nodes(cell.children)) for cell in row.children] for row in _rows(node)]}
    elif node.type == "link":
        href = str(node.attrs.get("href", ""))
        yield from [{"kind": "link", "href": href, "children": inside}] if is_safe(href) else inside
    else:
        yield from _leaf(node)


def _leaf(node: SyntaxTreeNode) -> Iterator[Node]:
    if node.type in ("softbreak", "hardbreak"):
        yield {"kind": "break"} if node.type == "hardbreak" else {"kind": "text", "text": " "}
    elif node.type == "code_inline":
        yield {"kind": "code", "text": node.content}
    elif node.type == "image":
        token = node.token
        assert isinstance(token, Token)
        words, number = markdown.words(token.children or ()), markdown.picture_number(str(token.attrs.get("src", "")))
        yield (
            {"kind": "text", "text": words} if number is None else {"kind": "picture", "number": number, "text": words}
        )
    else:
        yield {"kind": "text", "text": node.content}


def _rows(table: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [row for part in table.children for row in part.children]


def _plain(node: Node) -> str:
    kind = node["kind"]
    if kind == "table":
        return "\n".join(" | ".join(_line(cell) for cell in row) for row in node["rows"])
    if kind in ("bullet_list", "ordered_list"):
        number, items = node.get("start"), []
        for place, item in enumerate(node["children"]):
            mark = "- " if number is None else f"{number + place}. "
            items.append(mark + "\n  ".join("\n".join(_plain(each) for each in item["children"]).split("\n")))
        return "\n".join(items)
    if kind == "blockquote":
        return "\n".join(f"> {line}" for each in node["children"] for line in _plain(each).split("\n"))
    return str(node["text"]) if kind == "code_block" else _line(node.get("children", []))


def _line(nodes: Sequence[Node]) -> str:
    parts = []
    for node in nodes:
        if node["kind"] == "break":
            parts.append("\n")
        elif "children" in node:
            inside = _line(node["children"])
            away = node.get("href", "")
            parts.append(inside if away in ("", inside) else f"{inside} ({away})")
        else:
            parts.append(str(node.get("text", "")))
    return "".join(parts)
