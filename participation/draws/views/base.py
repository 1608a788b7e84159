"""The blueprint of the slice, alone so that each module of its views can hang its routes on it."""

from flask import Blueprint, render_template

blueprint = Blueprint("draws", __name__)


def show_tampered() -> tuple[str, int]:
    """Say that the sealed list changed behind its seal: nothing is made from it until people have looked."""
    return render_template("draws/tampered.html"), 503
