"""The factory: settings → extensions → slices → error pages → headers."""

from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from participation import cli
from participation.accounts import interrupted, sessions
from participation.accounts.views import blueprint as accounts
from participation.config import RESOURCES, Settings
from participation.councils.views import blueprint as councils
from participation.desk.views import blueprint as desk
from participation.draws.views import blueprint as draws
from participation.indicators.views import blueprint as indicators
from participation.journal.views import blueprint as journal
from participation.kernel import errors, forms, headers, i18n, rate_limit, refused_forms, templating
from participation.kernel.db import db
from participation.kernel.page_words import PageEnvironment
from participation.meetings.views import blueprint as meetings
from participation.pages.views import blueprint as pages
from participation.representation.views import blueprint as representation
from participation.volunteers.views import blueprint as volunteers

SLICES = (councils, volunteers, draws, meetings, representation, indicators, accounts, journal, pages, desk)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for the given settings, else for those of the environment."""
    settings = settings or Settings.from_environ()
    app = Flask(
        "participation",
        root_path=str(RESOURCES),
        template_folder=str(RESOURCES / "templates"),
        static_folder=str(RESOURCES / "static"),
    )
    app.jinja_environment = PageEnvironment  # type: ignore[assignment]
    app.jinja_env.undefined = StrictUndefined
    app.config.update(_flask_config(settings))
    app.extensions["settings"] = settings
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    db.init_app(app, settings.database_url)
    i18n.init_app(app, settings.time_zone)
    templating.init_app(app, settings)
    sessions.init_app(app)
    forms.init_app(app)
    rate_limit.init_app(app)
    for blueprint in SLICES:
        app.register_blueprint(blueprint)
    errors.init_app(app)
    headers.init_app(app, settings.is_https)
    refused_forms.init_app(app)
    interrupted.init_app(app)
    cli.init_app(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    prefix = "__Host-" if settings.is_https else ""
    return {
        "TESTING": settings.testing,
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": prefix + "session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_absolute_hours),
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes,
    }
