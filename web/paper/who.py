"""Who did what an event says, as it stands on paper: what they were called then, in whose place, and in which role."""

from collections.abc import Callable

from engine.client_access.links import is_link
from engine.db import Connection
from engine.history.chain import Event
from engine.identity import queries as identity
from engine.identity.directory import People
from engine.instances import client_links
from engine.instances.visible import Visible
from web.i18n import Translator
from web.texts.sentences import done_for


def names_on_paper(
    connection: Connection, people: People, seen: Visible, gettext: Translator
) -> Callable[[Event], str]:
    """Gives the name of who did what an event says; of somebody outside as far as it is `seen`."""
    past, now, roles = people.names(connection), identity.names(connection), identity.role_names(connection)

    def _called(person: str, at: str) -> str:
        then = past.at(person, at)
        return now.get(person, person) if then is None else then.name

    def name(event: Event) -> str:
        actor = event.actor or ""
        if is_link(actor):
            return seen.person(client_links.reader(connection, actor)) or ""
        called = _called(actor, event.at)
        if event.in_place_of is not None:
            called = done_for(gettext, called, _called(event.in_place_of, event.at))
        role = roles.get(event.role or "", "")
        return gettext("{person}, {role}", person=called, role=role) if role and role != called else called

    return name
