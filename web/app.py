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
    api,
    audit,
    audits,
    auth,
    calendar,
    company,
    error_pages,
    guard,
    health,
    help,
    home,
    inbox,
    incidents,
    indicators,
    language,
    live,
    mining,
    notices,
    openings,
    opportunities,
    outbox,
    policies,
    portal,
    processes,
    records,
    request_log,
    samples,
    sent_twice,
    session,
    substitution,
    transactions,
    webhooks,
)
from web.bounded_request import BoundedRequest
from web.forms import rendering
from web.pages import addresses, audit_ways, navigation, templates, templating
from web.pages.office import office
from web.site import KEY, Site

FEATURES = (
    api,
    home,
    inbox,
    opportunities,
    incidents,
    processes,
    records,
    audit,
    policies,
    samples,
    audits,
    mining,
    indicators,
    calendar,
    outbox,
    webhooks,
    portal,
    help,
    language,
    company,
    live,
    notices,
    substitution,
)


def create_app(
    settings: Settings,
    database: Database,
    runtime: Runtime,
    *,
    demo: bool = False,
    clock: Callable[[], datetime] = system_clock,
    secret: bytes | None = None,
    processes: int = 1,
) -> Flask:
    """The site over `database`. `demo`: one click at the entrance makes anybody anybody, on this computer only.

    `secret` signs what browsers keep. Processes that serve one site have the same, so that whoever came in at one of
    them is known to all; without it sessions end with this process. `processes`: how many will be forked to serve it.
    """
    app = Flask(__name__)
    app.request_class = BoundedRequest
    app.jinja_environment = templating.PagesEnvironment
    app.url_map.converters["int"] = addresses.Number
    secret = secret or secrets.token_bytes(32)
    here = Site(settings, database.by(SITE), runtime, clock, URLSafeSerializer(secret, salt="attachment"), demo, office)
    app.extensions[KEY] = here
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME=here.cookie_name("cauce"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=here.is_served_securely,
        MAX_CONTENT_LENGTH=100 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
    )
    app.extensions[navigation.KEY] = navigation.Navigation()
    app.extensions[audit_ways.KEY] = navigation.Navigation()
    request_log.install(app)
    guard.install(app)
    sent_twice.install(app)
    transactions.install(app)
    templates.install(app)
    rendering.install(app)
    openings.install(app)  # runs behind what follows: each request notes its session first
    session.install(app)
    for feature in FEATURES:
        feature.install(app)
    auth.install(app, demo=demo)
    error_pages.install(app)
    health.install(app)
    health.count(app, processes)
    return app
