"""The same datasets for portals: a catalogue in DCAT-AP, as statements that JSON-LD and Turtle both write.

Words of the vocabularies are those of DCAT-AP 2.1 and of the European Union's controlled lists.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from participation.indicators.services.open_data.package import LICENCE, About
from participation.indicators.services.open_data.shapes import Dataset, Link

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
LISTS = "http://publications.europa.eu/resource/authority/"
LANGUAGES = {"fr": "FRA", "en": "ENG"}
MEDIA = "http://www.iana.org/assignments/media-types/"


class Words(NamedTuple):
    """A text, and the language it is in where it has one."""

    text: str
    language: str = ""


Statement = tuple[str, str, str | Words]
"""Subject, property as `prefix:name`, object: the address of a thing, or words."""


def statements(datasets: tuple[Dataset, ...], about: About, link: Link) -> list[Statement]:
    """Return the whole catalogue as statements."""
    home = link("indicators.open_data")
    catalogue, publisher, contact = (f"{home}#{part}" for part in ("catalogue", "editeur", "contact"))
    found: list[Statement] = [
        (catalogue, "rdf:type", _named("dcat:Catalog")),
        (catalogue, "dct:title", Words(about.title, about.language)),
        (catalogue, "dct:description", Words(about.text, about.language)),
        (catalogue, "dct:publisher", publisher),
        (catalogue, "dct:language", f"{LISTS}language/{LANGUAGES[about.language]}"),
        (catalogue, "dct:license", LICENCE["path"]),
        (catalogue, "foaf:homepage", home),
        (home, "rdf:type", _named("foaf:Document")),
        (publisher, "rdf:type", _named("foaf:Agent")),
        (publisher, "foaf:name", Words(about.publisher.name)),
        (contact, "rdf:type", _named("vcard:Organization")),
        (contact, "vcard:fn", Words(about.publisher.name)),
    ]
    if about.publisher.email:
        found.append((contact, "vcard:hasEmail", f"mailto:{about.publisher.email}"))
    for dataset in datasets:
        subject = f"{link('indicators.dataset', dataset=dataset.code)}#jeu"
        found.append((catalogue, "dcat:dataset", subject))
        found += _dataset(dataset, subject, about, link)
        found += [(subject, "dct:publisher", publisher), (subject, "dcat:contactPoint", contact)]
    return found


def _dataset(dataset: Dataset, subject: str, about: About, link: Link) -> Iterator[Statement]:
    page, described = link("indicators.dataset", dataset=dataset.code), link("indicators.package")
    yield subject, "rdf:type", _named("dcat:Dataset")
    yield subject, "dct:identifier", Words(dataset.code)
    yield subject, "dct:title", Words(str(dataset.title), about.language)
    yield subject, "dct:description", Words(str(dataset.text), about.language)
    yield subject, "dct:language", f"{LISTS}language/FRA"
    yield subject, "dct:accrualPeriodicity", f"{LISTS}frequency/CONT"
    yield subject, "dct:accessRights", f"{LISTS}access-right/PUBLIC"
    yield subject, "dct:spatial", f"{LISTS}country/FRA"
    yield subject, "dcat:theme", f"{LISTS}data-theme/{dataset.theme}"
    yield subject, "dcat:landingPage", page
    yield page, "rdf:type", _named("foaf:Document")
    if dataset.follows:
        yield subject, "dct:relation", dataset.follows
    for name, address, media in (
        ("CSV", link("indicators.dataset_file", dataset=dataset.code), "text/csv"),
        ("JSON", link("indicators.dataset_part", dataset=dataset.code), "application/json"),
    ):
        distribution = f"{page}#{name.lower()}"
        yield subject, "dcat:distribution", distribution
        yield distribution, "rdf:type", _named("dcat:Distribution")
        yield distribution, "dct:title", Words(f"{dataset.title} ({name})", about.language)
        yield distribution, "dcat:accessURL", address
        yield distribution, "dct:format", f"{LISTS}file-type/{name}"
        yield distribution, "dcat:mediaType", MEDIA + media
        yield distribution, "dct:license", LICENCE["path"]
        yield distribution, "dct:conformsTo", described
        if name == "CSV":
            yield distribution, "dcat:downloadURL", address


def _named(short: str) -> str:
    prefix, _, name = short.partition(":")
    return PREFIXES[prefix] + name


def json_ld(found: list[Statement]) -> dict[str, Any]:
    """Return statements as JSON-LD."""
    nodes: dict[str, dict[str, Any]] = {}
    for subject, name, thing in found:
        node = nodes.setdefault(subject, {"@id": subject})
        if name == "rdf:type":
            node.setdefault("@type", []).append(thing)
        else:
            node.setdefault(name, []).append(_json_value(thing))
    return {"@context": PREFIXES, "@graph": list(nodes.values())}


def _json_value(thing: str | Words) -> dict[str, str]:
    if isinstance(thing, str):
        return {"@id": thing}
    return {"@value": thing.text} | ({"@language": thing.language} if thing.language else {})


def turtle(found: list[Statement]) -> str:
    """Return the same statements as Turtle, each on its own line."""
    heads = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    return "\n".join([*heads, "", *(f"<{one}> {name} {_turtle_value(thing)} ." for one, name, thing in found), ""])


def _turtle_value(thing: str | Words) -> str:
    if isinstance(thing, str):
        return f"<{thing}>"
    # A string of JSON is one of Turtle: the same quotes, the same escapes.
    text = json.dumps(thing.text, ensure_ascii=False)
    return f"{text}@{thing.language}" if thing.language else text
