"""What an error says in a terminal: people and roles by their names, with the ids that commands take."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from engine.db import Database
from engine.errors import EngineError
from engine.identity.queries import all_people, all_roles
from web import errors

PEOPLE = ("actor", "assignee", "author", "by", "person")
STATUSES = {
    "running": lazy_gettext("running"),
    "completed": lazy_gettext("completed"),
    "cancelled": lazy_gettext("cancelled"),
    "withdrawn": lazy_gettext("no longer needed"),
}


def told(error: EngineError, database: Database | None) -> Message:
    """What `error` says. Names are looked up in `database` where there is one that answers."""
    message = errors.text(error)
    values = dict(message.values)
    people = [name for name in PEOPLE if isinstance(values.get(name), str)]
    roles = error.details.get("roles")
    if people or isinstance(roles, list):
        called, roles_called = _names(database)
        values |= {name: _named(str(values[name]), called) for name in people}
        if isinstance(roles, list):
            values["roles"] = ", ".join(_named(str(role), roles_called) for role in roles)
    if isinstance(values.get("status"), str):
        values["status"] = STATUSES.get(str(values["status"]), values["status"])
    return message.with_values(values)


def _named(id_: str, names: Mapping[str, str]) -> str:
    return f"{names[id_]} ({id_})" if id_ in names else id_


def _names(database: Database | None) -> tuple[dict[str, str], dict[str, str]]:
    """What people and roles are called, by id; nothing where the database cannot say."""
    if database is None:
        return {}, {}
    try:
        with database.reading() as connection:
            return (
                {each.id: each.name for each in all_people(connection)},
                {each.id: each.name for each in all_roles(connection)},
            )
    except EngineError:
        return {}, {}
