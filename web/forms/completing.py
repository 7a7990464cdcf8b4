"""Completing a step from a page: what comes back at once, and an answer that ends the instance, asked for twice."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import request

from engine.db import Connection
from engine.instances import queries
from engine.instances.commands import EndNotConfirmed
from engine.instances.runtime import Runtime
from web.forms.task_form import CONFIRM, FormPage
from web.texts.wording import wording


def status_of(page: FormPage) -> int:
    """The HTTP status of a page that comes back although the step was to be completed."""
    if page.other:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if page.errors else HTTPStatus.OK


def confirmed(complete: Callable[..., Any], *, at: datetime, **more: str) -> None:
    """Complete a step by `complete`, a command that takes `at`, `may_end` and `more`.

    An end must have been confirmed, and be the very one that was named to the reader. Raises EndNotConfirmed, and what
    the command raises.
    """
    try:
        complete(at=at, may_end=False, **more)
    except EndNotConfirmed as error:
        if request.form.get(CONFIRM) != (error.details["end"] or ""):
            raise
        complete(at=at, may_end=True, **more)


def outcome_of(connection: Connection, runtime: Runtime, folio: str, page: FormPage) -> str | None:
    """What the procedure calls the end that the answer on `page` leads to; None where it leads to none."""
    if page.end is None or not page.end.details["end"]:
        return None
    words = wording(connection, runtime, queries.instance(connection, folio))
    return words.step(str(page.end.details["end"]))
