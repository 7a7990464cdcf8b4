"""One line for each request, and each fault of ours with its cause, once."""

import logging
import re
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request

from web.logs import REQUESTS, Asked, asked

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
QUIET = frozenset({"health.live", "health.ready", "health.metrics", "live.wait"})
"""What monitors and open pages ask all day long: told only where it went wrong."""
FOLIO = re.compile(r"[A-Z]{1,8}-\d{4}-\d+")
log = logging.getLogger(REQUESTS)


def install(app: Flask) -> None:
    """Give each request of `app` an id and a line. First of all: what guards the site may refuse it."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def request_id() -> str:
    """The id of this request: the proxy's, where that is a sane one (`web.serving.proxy` takes others' out)."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if SANE.match(given) else token_hex(8)
    found: str = g.request_id
    return found


def _begin() -> None:
    g.began = perf_counter()
    g.asked_before = asked.set(Asked(request_id(), _sent))


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if request.endpoint in QUIET and response.status_code < 400:
        return response
    facts = facts_of(response)
    level = logging.WARNING if response.status_code >= 500 else logging.INFO
    log.log(level, "%s %s %s", facts["method"], facts["route"], facts["status"], extra={"facts": facts})
    return response


def facts_of(response: Response) -> dict[str, object]:
    """What is told of this request, which is answered by `response`: nothing that anybody wrote."""
    person = g.get("person")
    return {
        "method": request.method,
        "route": None if request.url_rule is None else request.url_rule.rule,
        "folio": folio_asked(),
        "person": person.id if person else None,
        **({} if (token := g.get("token_id")) is None else {"token": token}),
        "status": response.status_code,
        "ms": round(seconds() * 1000, 1),
        "from": request.remote_addr,
    }


def seconds() -> float:
    """How long this request has taken so far."""
    return perf_counter() - float(g.get("began", perf_counter()))


def _forget(_error: BaseException | None) -> None:
    if (before := g.pop("asked_before", None)) is not None:
        asked.reset(before)


def folio_asked() -> str | None:
    """The opportunity that an address is about: it says its folio, or the id of a step, which begins with it."""
    for value in (request.view_args or {}).values():
        if (found := FOLIO.match(str(value))) is not None:
            return found[0]
    return None


def _sent() -> frozenset[str]:
    """What no log may hold of this request: what was written, and what is a secret."""
    texts = set(request.cookies.values()) | set(request.args.values()) | {str(each) for each in _view_args()}
    if (known := request.authorization) is not None:
        texts.add(str(known.token))
    texts |= set(g.get("sent_texts", ()))  # of a body of JSON, once it was read
    if request.method == "POST" and "form" in request.__dict__:  # parsed by then, or not at all
        texts |= {value for _, value in request.form.items(multi=True)}
    return frozenset(texts - {folio_asked() or ""})


def _view_args() -> list[object]:
    return list((request.view_args or {}).values())
