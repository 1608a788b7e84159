"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("draws", __name__)
