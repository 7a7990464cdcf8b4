"""What auditors open on the site and by the API is entered, once what they asked for is made."""

from contextlib import suppress

from flask import Flask, g, request
from werkzeug.wrappers import Response

from engine.errors import StoreUnavailable
from engine.identity.queries import Person
from engine.identity.role_ids import AUDITOR
from engine.instances import openings
from web.request_log import folio_asked
from web.session import LIVE
from web.site import site
from web.transactions import reading, writing

ENTERED = frozenset({"audit.evidence", "audit.evidence_of_all", "api.take_evidence"})
"""What enters itself who took it (`engine.instances.readings.enter_evidence`)."""


def install(app: Flask) -> None:
    """Enter what auditors open in `app`."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    person: Person | None = g.get("person")
    asked = request.method == "GET" and response.status_code == 200 and LIVE not in request.headers
    if not asked or person is None or AUDITOR not in person.roles or request.endpoint in ENTERED:
        return response
    folio = None if "code" in (request.view_args or {}) else folio_asked()  # which audits and findings have
    at = site().clock()
    taken = response.headers.get("Content-Disposition", "").startswith("attachment")
    with suppress(StoreUnavailable):  # the page is made
        if taken:
            with writing() as connection:
                openings.enter_taken(connection, folio, request.path, actor=person.id, at=at)
        elif folio is not None and not _is_open(folio, person.id):
            with writing() as connection:
                openings.enter_opened(connection, folio, request.path, actor=person.id, at=at)
    return response


def _is_open(folio: str, person: str) -> bool:
    with reading() as connection:
        return openings.is_open(connection, folio, person, at=site().clock())
