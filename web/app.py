"""The site: the only place that puts it together."""

import secrets
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from itsdangerous import URLSafeSerializer

from engine.clock import system_clock
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web import (
    audit,
    auth,
    calendar,
    error_pages,
    guard,
    help,
    inbox,
    incidents,
    language,
    opportunities,
    outbox,
    portal,
    processes,
    session,
    transactions,
)
from web.bounded_request import BoundedRequest
from web.forms import rendering
from web.pages import navigation, templates
from web.site import KEY, Site

FEATURES = (inbox, opportunities, incidents, processes, audit, calendar, outbox, portal, help, language)


def create_app(
    settings: Settings,
    database: Database,
    runtime: Runtime,
    *,
    demo: bool = False,
    clock: Callable[[], datetime] = system_clock,
    secret: bytes | None = None,
) -> Flask:
    """The site over `database`. `demo`: one click at the entrance makes anybody anybody, on this computer only.

    `secret` signs what browsers keep. Processes that serve one site have the same, so that whoever came in at one of
    them is known to all; without it sessions end with this process.
    """
    app = Flask(__name__)
    app.request_class = BoundedRequest
    secret = secret or secrets.token_bytes(32)
    here = Site(settings, database.by(SITE), runtime, clock, URLSafeSerializer(secret, salt="attachment"), demo)
    app.extensions[KEY] = here
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="cauce",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=here.is_served_securely,
        MAX_CONTENT_LENGTH=100 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
    )
    app.extensions[navigation.KEY] = navigation.Navigation()
    guard.install(app)
    transactions.install(app)
    templates.install(app)
    rendering.install(app)
    session.install(app)
    for feature in FEATURES:
        feature.install(app)
    auth.install(app, demo=demo)
    error_pages.install(app)
    return app
