"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("volunteers", __name__)
