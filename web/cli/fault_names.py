"""What people, roles and procedures are called where something is wrong."""

from collections.abc import Callable, Mapping
from functools import partial

from engine.definitions.queries import process_names
from engine.identity import queries as identity
from web.cli.context import Context
from web.cli.output import exact
from web.texts.faults import Names


def fault_names(context: Context) -> Names:
    """What people and roles are called today, each with the id that commands take, and procedures."""
    with context.database.reading() as connection:
        people, roles = identity.names(connection), identity.role_names(connection)
        procedures = process_names(connection)

    def named(known: Mapping[str, str]) -> Callable[[str], str]:
        return lambda id_: f"{known[id_]} [{id_}]" if id_ in known else id_

    return Names(named(people), named(roles), procedures, partial(exact, context))
