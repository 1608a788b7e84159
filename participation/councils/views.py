"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("councils", __name__)
