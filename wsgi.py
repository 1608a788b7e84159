"""The WSGI entry point: `gunicorn wsgi:app`."""

from participation.app import create_app

app = create_app()
