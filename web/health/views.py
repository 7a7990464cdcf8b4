"""The addresses that monitors ask; people never see them."""

import secrets
from functools import partial
from ipaddress import ip_address

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound

from engine.errors import EngineError
from engine.figures import figures
from engine.migrations import require_current
from web.health.exposition import exposition
from web.health.readiness import Readiness
from web.latencies import Latencies
from web.serving.proxy import FORWARDED
from web.site import site
from web.transactions import reading

LATENCIES, READINESS = "latencies", "readiness"
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    """The process lives, and has a thread for this."""
    return _plain("ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """The database answers and its schema is this program's; else 503 and the code of what is wrong, in one word.

    Within a few seconds, also where the database hangs.
    """
    readiness: Readiness = current_app.extensions[READINESS]
    try:
        readiness.require(partial(require_current, site().database))
    except EngineError as error:
        answer = _plain(str(error.details.get("kind") or error.code))
        answer.status_code = 503
        return answer
    return _plain("ok")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures of the company and of this address, for whoever asks on this machine or knows the token."""
    if not _may_ask():
        raise NotFound
    with reading() as connection:
        found = figures(connection, at=site().clock())
    latencies: Latencies = current_app.extensions[LATENCIES]
    answer = _plain(exposition(found, latencies.series()))
    answer.mimetype = "text/plain"
    answer.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    return answer


def _may_ask() -> bool:
    """Who is on this machine, by no proxy that could bring anybody; or whoever has the token."""
    expected, given = site().settings.metrics_token, request.authorization
    if expected is not None and given is not None and given.type == "bearer" and given.token:
        return secrets.compare_digest(given.token.encode(), expected.encode())
    if FORWARDED in request.environ:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _plain(text: str) -> Response:
    return Response(text + "\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
