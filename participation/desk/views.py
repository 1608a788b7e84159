"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
