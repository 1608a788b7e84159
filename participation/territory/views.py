"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("territory", __name__)
