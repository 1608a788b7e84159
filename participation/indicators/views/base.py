"""The blueprint of the slice, alone so that each module of its views can hang its routes on it."""

from flask import Blueprint

blueprint = Blueprint("indicators", __name__)
