"""An engine error as a page says it: people, roles and statuses by their names."""

from collections.abc import Callable, Mapping

from flask import g

from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.errors import EngineError, NotFound, StoreUnavailable
from engine.history.event_types import UnknownEventType
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR
from web import errors
from web.pages.names import name_of, role_name
from web.pages.procedures import procedures_in_force
from web.site import site
from web.texts.statuses import ENDED_STATUSES
from web.transactions import once, writing

# On a page one looks in the inbox, not in a terminal.
ON_PAGES = {
    "not_found:task": lazy_gettext(
        "There is no step {id}, or it is not within your reach. See what is waiting for you in the inbox."
    ),
    "not_found:process": lazy_gettext("No version of the procedure {id} is in force."),
    "not_found:person": lazy_gettext("There is nobody called {id}."),
    "task_already_completed:completed": lazy_gettext(
        "{by} completed «{element}» before you. What you wrote was not stored."
    ),
    "task_already_completed:yours": lazy_gettext(
        "You completed «{element}» already, on another page. What you wrote here since is not stored."
    ),
    "unknown_event_type:reader": lazy_gettext(
        "Something happened here that the installed version of Cauce does not know. It is not shown, so that nothing "
        "wrong is told. Nothing is lost and nothing was changed: whoever administers Cauce can install the version "
        "that wrote it."
    ),
    "task_already_completed:withdrawn": lazy_gettext("«{element}» is no longer needed. What you wrote was not stored."),
}
UNREACHABLE = lazy_gettext("The site cannot reach its database at this moment. Try again in a moment.")


def refusal_of(command: Callable[[Connection], object], then: str) -> EngineError | None:
    """Run a command that leads to `then` in a transaction of its own; gives what refuses it, to be shown on the page
    that asked for it.

    Raises NotFound, as there is no such page then.
    """
    try:
        with writing(then) as connection:
            command(connection)
    except NotFound:
        raise
    except EngineError as error:
        return error
    return None


def refusal_text(error: EngineError) -> Message:
    """What an error says, with people, roles and statuses by their names."""
    if isinstance(error, StoreUnavailable):  # what the driver says is for the log
        return UNREACHABLE
    message = errors.text(error)
    values = dict(message.values)
    for name in ("actor", "assignee", "author", "by", "person", "substitute"):
        if isinstance(values.get(name), str):
            values[name] = name_of(str(values[name]))
    element = error.details.get("element")
    if error.code == "execution_failed" and isinstance(element, str):
        values["element"] = _step_names().get(element, element)
    roles = error.details.get("roles")
    if isinstance(roles, list):
        values["roles"] = ", ".join(role_name(str(role)) for role in roles)
    if "status" in values:
        values["status"] = ENDED_STATUSES.get(str(values["status"]), values["status"])
    kind = error.details.get("kind") or error.details.get("status")
    person = g.get("person")
    if kind == "completed" and person is not None and error.details.get("by") == person.id:
        kind = "yours"
    if isinstance(error, UnknownEventType) and not administers(person):
        kind = "reader"
    return ON_PAGES.get(f"{error.code}:{kind}", message).with_values(values)


def administers(person: Person | None) -> bool:
    """Whether an error may be told to `person` by the names that programs give it."""
    return person is not None and ADMINISTRATOR in person.roles


def _step_names() -> Mapping[str, str]:
    """What the flow nodes of the procedures in force are called, by id."""
    return once("step names", _read_step_names)


def _read_step_names(connection: Connection) -> Mapping[str, str]:
    try:
        processes = procedures_in_force(connection, site().runtime)
    except EngineError:  # what cannot be read has no names: the page still says what it is about
        return {}
    return {node.id: f"«{node.name}»" for process in processes for node in process.nodes if node.name}
