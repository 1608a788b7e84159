"""The description of all datasets that programs read: a Frictionless data package with a Table Schema for each."""

from datetime import datetime
from typing import Any, NamedTuple

from participation.indicators.services.open_data.shapes import Column, Dataset, Link, Reference
from participation.kernel import clock

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0 (Etalab)",
    "path": "https://spdx.org/licenses/etalab-2.0.html",
}


class Publisher(NamedTuple):
    """Who publishes the data, and how to reach them; empty where it is not said."""

    name: str
    email: str


class About(NamedTuple):
    """What describes all datasets together."""

    title: str
    text: str
    publisher: Publisher
    language: str
    made_at: datetime


def descriptor(datasets: tuple[Dataset, ...], about: About, link: Link) -> dict[str, Any]:
    """Return the content of `datapackage.json`; files stand beside it."""
    return {
        "profile": "tabular-data-package",
        "name": "conseils-citoyens-caen-la-mer",
        "title": about.title,
        "description": about.text,
        "homepage": link("indicators.open_data"),
        "created": clock.stamp(about.made_at),
        "licenses": [LICENCE],
        "contributors": [{"title": about.publisher.name, "role": "publisher"}],
        "resources": [_resource(dataset, link) for dataset in datasets],
    }


def _resource(dataset: Dataset, link: Link) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.code,
        "path": f"{dataset.code}.csv",
        "title": str(dataset.title),
        "description": f"{dataset.text} {dataset.note}".rstrip(),
        "homepage": link("indicators.dataset", dataset=dataset.code),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "licenses": [LICENCE],
        "schema": schema(dataset),
    }


def schema(dataset: Dataset) -> dict[str, Any]:
    """Return the Table Schema of a dataset."""
    found: dict[str, Any] = {
        "fields": [_field(column) for column in dataset.columns],
        "missingValues": [""],
        "primaryKey": list(dataset.primary),
    }
    if dataset.references:
        found["foreignKeys"] = [_foreign(reference) for reference in dataset.references]
    return found


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.among:
        constraints["enum"] = list(column.among)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.least is not None:
        constraints["minimum"] = column.least
    field: dict[str, Any] = {"name": column.name, "type": column.kind.value, "description": str(column.text)}
    return field | ({"constraints": constraints} if constraints else {})


def _foreign(reference: Reference) -> dict[str, Any]:
    there = {"resource": reference.dataset, "fields": list(reference.there)}
    return {"fields": list(reference.columns), "reference": there}
