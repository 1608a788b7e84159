"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("journal", __name__)
