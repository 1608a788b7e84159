"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
