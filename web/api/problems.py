"""What the API answers where it refuses: problem details (RFC 9457), in the caller's language."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, url_for
from werkzeug.exceptions import HTTPException

from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from engine.errors import DiagramRejected, EngineError, FormRejected, NotFound
from engine.identity.tokens import BadToken
from engine.instances.commands import EndNotConfirmed
from web import errors, guard
from web.api.messages import in_words
from web.pages.refusals import refusal_text
from web.request_log import request_id
from web.site import site

MIMETYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="cauce"'
TEXTS = {
    400: lazy_gettext("This cannot be read: the body must be JSON, in UTF-8. Nothing was changed."),
    403: lazy_gettext("This is not answered from there. Nothing was changed."),
    404: lazy_gettext("There is nothing at this address."),
    405: lazy_gettext("This address does not take that method."),
    412: lazy_gettext("It is not as you saw it any more: read it again. Nothing was changed."),
    413: lazy_gettext("What was sent is too large. Nothing was changed."),
    415: lazy_gettext("The body must be sent as {expected}. Nothing was changed.", expected="application/json"),
    422: lazy_gettext("What was sent is not as the document of the API says. Nothing was changed."),
    428: lazy_gettext("Say what you change by If-Match, with the ETag that you read. Nothing was changed."),
    500: errors.TEXTS["engine_fault"],
}
CODES = {
    400: "unreadable",
    403: "not_answered",
    404: "no_such_address",
    405: "method_not_allowed",
    412: "changed_since",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    428: "if_match_required",
    500: "engine_fault",
}
"""What the web refuses itself, by its status."""


def refused(error: EngineError) -> Response:
    """What the engine refuses."""
    status = errors.status(error)
    headers = errors.headers(error)
    if isinstance(error, BadToken):
        headers["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"'
    return _problem(status, error.code, refusal_text(error), headers, **_more(error))


def of_http(error: HTTPException) -> Response:
    """What the web refuses: what is asked is not there, cannot be read, or is not as the document says."""
    status = error.code or 500
    known = status if status in TEXTS else 500 if status >= 500 else 400
    text = error.message if isinstance(error, guard.Refused) else TEXTS[known]
    more: dict[str, Any] = {}
    if (found := getattr(error, "data", {}).get("messages")) is not None and status == HTTPStatus.UNPROCESSABLE_ENTITY:
        more["errors"] = list(_wrong((), found))
    headers = dict(error.get_headers())
    return _problem(status, CODES[known], text, {"Allow": headers["Allow"]} if "Allow" in headers else {}, **more)


def _problem(status: int, code: str, text: Message, headers: Mapping[str, str], **more: object) -> Response:
    said = {
        "type": f"{url_for('api_reference.show')}#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": site().gettext.render(text),
        "request_id": request_id(),
        **more,
    }
    answer = Response(current_app.json.dumps(said), status, mimetype=MIMETYPE, headers=dict(headers))
    answer.content_language = [site().locale]
    answer.vary.add("Accept-Language")
    return answer


def _more(error: EngineError) -> dict[str, object]:
    render = site().gettext.render
    match error:
        case FormRejected(errors=wrong):
            return {
                "errors": [
                    {"field": f"values.{each.field}", "code": each.code, "message": render(each.message)}
                    for each in wrong
                ]
            }
        case DiagramRejected(findings=findings):
            return {"findings": [finding_shape(each) for each in findings]}
        case NotFound():
            return {"kind": str(error.details["kind"])}
        case EndNotConfirmed():
            return {"end": error.details["end"]}
    return {}


def finding_shape(each: Finding) -> dict[str, object]:
    """What is wrong with a diagram or a form, or worth a look, in the caller's language."""
    return {
        "code": each.code,
        "severity": str(each.severity),
        "element": each.element,
        "line": each.line,
        "message": site().gettext.render(each.message),
    }


def _wrong(way: tuple[str, ...], found: object) -> Iterable[dict[str, str]]:
    """The errors of a schema, each with the place that it is about: ``values.monto``, ``limit``."""
    if isinstance(found, dict):
        for name, inner in found.items():
            place = () if not way and name in ("json", "query", "headers", "files", "path") else (str(name),)
            yield from _wrong((*way, *place), inner)
    elif isinstance(found, list):
        for each in found:
            if isinstance(each, str):
                message = site().gettext.render(in_words(each))
                yield {
                    "field": ".".join(part for part in way if part != "_schema"),
                    "code": "schema",
                    "message": message,
                }
            else:
                yield from _wrong(way, each)
