"""Tasks: the steps of instances that wait for people."""

from collections.abc import Callable
from typing import Any

from flask import Response

from bpmn.forms.evaluate import evaluate
from bpmn.forms.stored import submission_of
from engine.db import Connection
from engine.errors import ClaimedByAnother, EngineError, NotACandidate
from engine.identity import queries as identity
from engine.identity.tokens import Scope
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances import commands, execution_queries, heads, queries, returning, rights
from engine.instances.commands import ANY_END
from engine.instances.execution_queries import Work
from engine.instances.projection import WorkItem
from engine.instances.views import inbox
from engine.instances.views.standing import Desk, counted
from engine.instances.visible import Visible, plain
from web.api import shapes
from web.api.etags import require_seen, tagged
from web.api.files import with_files
from web.api.instance_schemas import InstanceState
from web.api.once import Answer, give
from web.api.operations import ETAG, LINK, IfNoneMatch, OnceIfMatch, operation
from web.api.paging import cursor, paged, place
from web.api.schemas import Reason
from web.api.shapes import page, state
from web.api.task_schemas import Answer as Answered
from web.api.task_schemas import Asked, Task, TaskForm, TaskPage, WantedTasks, Whom
from web.forms.answers import without_hidden
from web.forms.beginning import first_values
from web.pages.names import name_of
from web.pages.procedures import steps_in_force
from web.pages.reader import reader, visible_of
from web.session import actor
from web.site import site
from web.transactions import reading


@operation("GET", "/tasks", scope=Scope.READ, tag="tasks", query=WantedTasks, answers=TaskPage, sends=[LINK])
def list_tasks(query: dict[str, Any]) -> Response:
    """List the caller's tasks: to do, taken, free or done."""
    after, limit = cursor(query["after"]), query["limit"]
    with reading() as connection:
        desk, wanted = Desk.of(actor()), inbox.Wanted(query["view"], text=query["text"])
        queues = counted(connection, desk, site().clock()).queues
        named = (
            {step.id: step.name or "" for step in steps_in_force(connection, site().runtime)} if query["text"] else {}
        )
        found, behind = inbox.page(connection, desk, wanted, queues, named=named, after=after, limit=limit)
    items = [shapes.task(each.item, each.folio) for each in found]
    return paged(TaskPage, page(items, place(behind)))


@operation(
    "GET", "/tasks/<id>", scope=Scope.READ, tag="tasks", headers=IfNoneMatch, answers=TaskForm, sends=[ETAG],
    refuses=[404],
)  # fmt: skip
def show_task(id: str, headers: dict[str, Any]) -> Response:
    """Show a task with its form and what that begins with."""
    with reading() as connection:
        found = execution_queries.work(connection, site().runtime, reader(), id)
        instance = queries.instance(connection, reader(), found.folio)
        values, shown = _asked(found, visible_of(connection, instance))
        form = None if found.form is None else found.form.schema
        answer = {**shapes.task(found.item, found.folio), "form": form, "values": values, "shown": shown}
        answer["candidates"] = _candidates(connection, found.item)
        return tagged(TaskForm, answer, heads.head(connection, found.folio))


Command = Callable[[Connection], WorkItem]


@operation(
    "POST", "/tasks/<id>/claim", scope=Scope.WORK, tag="tasks", headers=OnceIfMatch, answers=Task,
    refuses=[404, 409, 412],
)  # fmt: skip
def claim_task(id: str, headers: dict[str, Any]) -> Answer:
    """Take a task, so that nobody else does it."""
    return _about(id, headers, lambda c: commands.claim(c, site().runtime, id, actor=actor().id, at=site().clock()))


@operation(
    "POST", "/tasks/<id>/release", scope=Scope.WORK, tag="tasks", headers=OnceIfMatch, answers=Task,
    refuses=[404, 409, 412],
)  # fmt: skip
def release_task(id: str, headers: dict[str, Any]) -> Answer:
    """Give a task back to everybody who may do it."""
    return _about(id, headers, lambda c: commands.release(c, site().runtime, id, actor=actor().id, at=site().clock()))


@operation(
    "POST", "/tasks/<id>/assign", scope=Scope.WORK, tag="tasks", body=Whom, headers=OnceIfMatch, answers=Task,
    refuses=[404, 409, 412],
)  # fmt: skip
def assign_task(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Assign a task to somebody who may do it."""

    def do(connection: Connection) -> WorkItem:
        whom, now = (body["person"], body["reason"] or ""), site().clock()
        return commands.assign(connection, site().runtime, id, *whom, actor=actor().id, at=now)

    return _about(id, headers, do)


@operation(
    "POST", "/tasks/<id>/take-over", scope=Scope.WORK, tag="tasks", body=Reason, headers=OnceIfMatch, answers=Task,
    refuses=[404, 409, 412],
)  # fmt: skip
def take_task_over(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Take a task from the colleague who has it, who is told."""

    def do(connection: Connection) -> WorkItem:
        now = site().clock()
        return commands.take_over(connection, site().runtime, id, body["reason"], actor=actor().id, at=now)

    return _about(id, headers, do)


@operation(
    "POST", "/tasks/<id>/give-back", scope=Scope.WORK, tag="tasks", body=Reason, headers=OnceIfMatch,
    answers=InstanceState, refuses=[404, 409, 412],
)  # fmt: skip
def give_task_back(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Give a task back to the step before it, which was completed by mistake and begins once more."""

    def do(connection: Connection) -> Answer:
        _, row = queries.task(connection, reader(), id)
        require_seen(connection, row.folio, headers)
        returning.give_back(connection, site().runtime, id, body["reason"], actor=actor().id, at=site().clock())
        return state(connection, row.folio)

    return give(do, headers)


@operation(
    "POST", "/tasks/<id>/ask", scope=Scope.WORK, tag="tasks", body=Asked, headers=OnceIfMatch, answers=Task,
    refuses=[404, 409, 412],
)  # fmt: skip
def ask_for_task(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Ask the colleague who has a task for it; they are told, and keep it."""

    def do(connection: Connection) -> WorkItem:
        said, now = body["message"] or "", site().clock()
        return commands.ask_for(connection, site().runtime, id, said, actor=actor().id, at=now)

    return _about(id, headers, do)


@operation(
    "POST", "/tasks/<id>/complete", scope=Scope.WORK, tag="tasks", body=Answered, headers=OnceIfMatch,
    answers=InstanceState, refuses=[404, 409, 412],
)  # fmt: skip
def complete_task(id: str, body: dict[str, Any], headers: dict[str, Any]) -> Answer:
    """Complete a task with the values of its form; the instance goes on to what follows."""

    def do(connection: Connection) -> Answer | EngineError:
        work = execution_queries.work(connection, site().runtime, reader(), id)
        require_seen(connection, work.folio, headers)
        seen = visible_of(connection, queries.instance(connection, reader(), work.folio))
        known = [*_asked(work, seen), seen.data(work.data)]
        given, end, now = with_files(body["values"], known), body["end"] or ANY_END, site().clock()
        became = incidents.complete(connection, site().runtime, id, given, actor=actor().id, at=now, confirmed_end=end)
        return became if isinstance(became, StoppedByIncident) else state(connection, work.folio)

    return give(do, headers)


def _candidates(connection: Connection, item: WorkItem) -> list[dict[str, str]]:
    held = identity.holders(connection) if item.is_open else {}
    people = sorted({person for role in item.roles for person in held.get(role, ())})
    return [{"id": each, "name": name_of(each)} for each in people]


def _about(id: str, headers: dict[str, Any], command: Command) -> Answer:
    """Do something about a task, and give it as it is then: to whoever sees it, also where nothing is to be done."""

    def do(connection: Connection) -> Answer:
        _, row = queries.task(connection, reader(), id)
        require_seen(connection, row.folio, headers)
        return shapes.task(command(connection), row.folio)

    return give(do, headers)


def _asked(work: Work, seen: Visible) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What a form begins with, as far as it asks that, and what it reads; None for whoever may not complete it.

    What a form asks and shows is read by whoever does its step; what it only decides by, by whoever may read that.
    """
    form = work.form
    if form is None or not work.item.is_open:
        return None, None
    try:
        rights.require_candidate(actor(), work.item)
    except (NotACandidate, ClaimedByAnother):
        return None, None
    environment = work.calendar.environment(site().clock())
    begun = first_values(form, work.data, environment)
    values = submission_of(form, without_hidden(form, begun, work.data, environment))
    hidden = evaluate(form, begun, work.data, environment=environment).hidden
    on_page = {path.partition(".")[0].partition("[")[0] for path, field in form.fields() if field.only_shown}
    on_page -= {str(way[0]) for way in hidden if len(way) == 1}
    readable, _ = plain(seen.data(work.data))
    held = {**readable, **{name: work.data[name] for name in on_page if name in work.data}}
    return values, {name: held[name] for name in sorted(form.reads) if name in held}
