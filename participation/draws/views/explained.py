"""The draw in words for everybody, and six people drawn by hand: the same for all draws, no database asked."""

import hashlib

from flask import Response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from participation.draws.services import example
from participation.draws.views import explained_words, sentences
from participation.draws.views.base import blueprint
from participation.kernel.headers import as_download
from participation.kernel.permissions import public

TRIES = ("bonjour", "Bonjour")
"""What readers may type into a SHA-256 page to see a fingerprint change."""


@blueprint.get("/tirage/explications")
@public
def explained() -> str:
    """The draw in plain words, with what it can claim and what it cannot."""
    return render_template(
        "draws/explained.html",
        example=example.made(),
        tries=[(word, hashlib.sha256(word.encode()).hexdigest()) for word in TRIES],
        limits=[*sentences.limits(), *explained_words.more_limits()],
        unsaid=explained_words.unsaid(),
    )


@blueprint.get("/tirage/explications/exemple")
@public
def worked_example() -> str:
    """Every calculation of the example, to be done again with any page that makes SHA-256 fingerprints."""
    return render_template(
        "draws/worked_example.html", example=example.made(), words=example.WORDS, dice=example.DICE
    )


@blueprint.get("/tirage/explications/exemple.json")
@public
def example_transcript() -> BaseResponse:
    """The example as the file of a draw, for the program that checks."""
    return _file(example.made().transcript, "application/json", "exemple.json")


@blueprint.get("/tirage/explications/exemple-scelle.txt")
@public
def example_sealed() -> BaseResponse:
    """The very bytes whose fingerprint is the example's seal."""
    return _file(example.made().sealed_bytes, "text/plain", "exemple-scelle.txt")


def _file(content: bytes, mimetype: str, name: str) -> BaseResponse:
    response = Response(content, mimetype=mimetype)
    response.set_etag(hashlib.sha256(content).hexdigest())
    return as_download(response, name).make_conditional(request)
