"""What monitors ask: whether the process lives, whether it can work, and figures in Prometheus's format."""

from flask import Flask, Response, current_app, request

from web.health.readiness import Readiness
from web.health.views import LATENCIES, READINESS, blueprint
from web.latencies import Latencies
from web.request_log import seconds

NO_ROUTE = ""
"""The label of requests for addresses that there are not."""


def install(app: Flask) -> None:
    """Answer monitors in `app`."""
    app.register_blueprint(blueprint)
    app.extensions[READINESS] = Readiness()


def count(app: Flask, processes: int) -> None:
    """Count the requests of `app`, which so many processes will serve; once it has all its routes."""
    routes = sorted({rule.rule for rule in app.url_map.iter_rules()})
    # Twice as many shares: while processes are replaced one by one, old and new ones write side by side.
    app.extensions[LATENCIES] = Latencies([NO_ROUTE, *routes], processes * 2)
    app.after_request(_observe)


def take_share(app: Flask, number: int) -> None:
    """Have this process, the `number`-th that was forked, count into a share of its own."""
    latencies: Latencies = app.extensions[LATENCIES]
    latencies.share = number


def _observe(response: Response) -> Response:
    latencies: Latencies = current_app.extensions[LATENCIES]
    latencies.observe(request.url_rule.rule if request.url_rule else NO_ROUTE, response.status_code, seconds())
    return response
