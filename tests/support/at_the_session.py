"""The application with its clock standing at the hour of the session of `tests.support.draws`, for real processes."""

from participation.app import create_app
from participation.kernel import clock
from tests.support.draws import CHANCE

clock.now = lambda: CHANCE
app = create_app()
