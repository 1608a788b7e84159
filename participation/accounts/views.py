"""Pages of the slice."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
