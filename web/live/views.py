"""Where open pages wait for news: told as it happens where our server serves them, else whenever they ask.

Nothing of what happened is told, only that something of what the reader sees has changed: they ask for the page again.
"""

from collections.abc import Callable, Iterator

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from engine.live import news
from engine.live.news import Place
from web.live.watch import Listener, Watch
from web.pages.reader import reader
from web.serving.held import Send, hold, may_hold
from web.session import require_person
from web.site import KEY, Site
from web.transactions import apart, reading

WATCH = "watch"
blueprint = Blueprint("live", __name__)
blueprint.before_request(require_person)


@blueprint.get("/novedades")
def wait() -> ResponseReturnValue:
    """Whether something has changed for the reader behind the place ``desde``; with ``sigue`` an event stream that says
    so as it happens. ``de``: only of the opportunity with that folio."""
    after = Place.of(request.args.get("desde", ""))
    folio, who = request.args.get("de") or None, reader()
    if "sigue" not in request.args or not may_hold(request.environ):
        return _now(after, folio)
    watch = watch_of(current_app)

    def began(send: Send) -> Callable[[], None]:
        return watch.add(Listener(who, folio, lambda place, changed: send(_event(place, changed)), after))

    hold(request.environ, began)
    # Proxies that keep an answer until it is whole would keep this one for ever (nginx reads that header).
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_begin(), mimetype="text/event-stream", headers=headers)


def _now(after: Place | None, folio: str | None) -> ResponseReturnValue:
    who = reader()
    if after is None:
        answer = jsonify(place=str(news.place(apart())), changed=False)
    else:
        found = news.since(apart(), after)
        with reading() as connection:
            changed = found.is_something and found.concern(connection, who, folio)
        answer = jsonify(place=str(found.place), changed=changed)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _begin() -> Iterator[bytes]:
    yield b":\n\n"


def _event(place: Place, changed: bool) -> bytes:
    return f"id: {place}\ndata: {'changed' if changed else 'here'}\n\n".encode()


def live_since() -> str:
    """The place up to which the page at hand has seen everything; empty where none is known."""
    place = watch_of(current_app).place
    return "" if place is None else str(place)


def watch_of(app: Flask) -> Watch:
    """What looks for news in this process."""
    found = app.extensions[WATCH]
    assert isinstance(found, Watch)
    return found


def site_of(app: Flask) -> Site:
    """The site that `app` serves."""
    found = app.extensions[KEY]
    assert isinstance(found, Site)
    return found
