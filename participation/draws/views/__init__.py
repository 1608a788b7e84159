"""Pages of the slice: the public's, the staff's and the ceremony."""

from flask import Blueprint

blueprint = Blueprint("draws", __name__)
