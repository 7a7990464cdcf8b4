"""The API: what people can do on the site, for programs, under ``/api/v1`` (`docs/api.md`).

An operation is a function as a view is: parse, authorise, one command or one query, respond. What is asked and answered
stands beside it as schemas, of which the document of the API is made (`web.api.document`), so that the two cannot say
different things.
"""

from flask import Flask

from web.api import (
    audit,
    calendar,
    comments,
    dates,
    disposal,
    drafts,
    events,
    files,
    histories,
    incidents,
    instances,
    links,
    logs,
    me,
    notices,
    people,
    processes,
    records,
    reference,
    substitutions,
    tasks,
    tokens,
    versions,
    webhooks,
)
from web.api.operations import api

OPERATIONS = (
    me,
    processes,
    instances,
    comments,
    dates,
    records,
    tasks,
    links,
    files,
    histories,
    incidents,
    audit,
    logs,
    disposal,
    events,
    people,
    versions,
    drafts,
    calendar,
    substitutions,
    notices,
    webhooks,
)
"""The modules with operations, which are there once they are imported."""
PAGES = (tokens, reference)


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(api)
    for each in PAGES:
        app.register_blueprint(each.blueprint)
