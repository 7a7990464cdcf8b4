"""Completing a step from a page: what comes back at once, and an answer that decides the end, asked for twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import request

from engine.answered import AlreadyAnswered
from engine.db import Connection
from engine.errors import EngineError, FormRejected
from engine.instances import queries
from engine.instances.commands import EndNotConfirmed
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from web import errors
from web.forms.task_form import CONFIRM, SAVE, FormPage, TaskForm
from web.texts.wording import wording
from web.transactions import writing

Complete = Callable[..., Any]
"""A command that takes a connection, the values, and `confirmed_end`."""


@dataclass(frozen=True, slots=True)
class ComesBack:
    """The form that is shown again, with its HTTP status and, where the engine refused it, why."""

    page: FormPage
    status: int
    refusal: EngineError | None = None


def submit(form: TaskForm, complete: Complete, then: str) -> ComesBack | None:
    """Complete a step with what the page sent, or keep that as the draft where its button was pressed; None when done.

    `then` is where the browser goes then; what was completed already by the same form raises AlreadyAnswered.

    What was written is kept whatever goes wrong: on the page that comes back and in the draft; in the draft alone where
    the fault is ours, and raised.
    """
    page = form.submitted(request)
    if SAVE in request.form:
        try:
            form.keep(request, page)
        except EngineError as error:
            return ComesBack(page, errors.status(error), error)
        return None
    if not page.complete:
        return ComesBack(form.save(request, page), _status(page))
    try:
        with writing(then) as connection:
            complete(connection, page.values, confirmed_end=request.form.get(CONFIRM, ""))
    except FormRejected as error:
        return ComesBack(form.save(request, form.refused(page, request, error.errors)), errors.status(error))
    except EndNotConfirmed as error:
        return ComesBack(replace(form.save(request, page), end=error), HTTPStatus.OK)
    except EngineError as error:
        return ComesBack(form.save(request, page), errors.status(error), error)
    except AlreadyAnswered:
        raise
    except Exception:
        form.save(request, page)
        raise
    return None


def outcome_of(connection: Connection, runtime: Runtime, reader: Reader, folio: str, page: FormPage) -> str | None:
    """What the procedure calls the end that the answer on `page` decides; None where it decides none."""
    if page.end is None:
        return None
    words = wording(connection, runtime, reader, queries.instance(connection, reader, folio))
    return words.step(str(page.end.details["end"]))


def _status(page: FormPage) -> int:
    if page.other:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if page.errors else HTTPStatus.OK
