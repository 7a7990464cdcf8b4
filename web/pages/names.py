"""What people, links and roles are called, and where files are, for the page at hand."""

from flask import g, request, url_for

from engine.client_access import links
from engine.client_access.links import is_link
from engine.db import Connection
from engine.definitions.queries import process_names
from engine.identity import queries as identity
from engine.instances import client_links
from web.pages.reader import visible
from web.site import site
from web.texts.sentences import done_for, said_then
from web.transactions import once


def name_of(person: str | None) -> str:
    """What a person is called, or whoever acted by a link."""
    if person and is_link(person):
        found = once(f"reader of {person}", lambda connection: _by_link(connection, person))
        return site().gettext("{person}, by link", person=found) if found else person
    return once("names", identity.names).get(person or "", person or "")


def _by_link(connection: Connection, person: str) -> str | None:
    """What whoever acted by a link is called, as far as whoever reads this page may read it."""
    name = client_links.reader(connection, person)
    link = links.by_id(connection, person.rpartition(":")[2])
    return name if link is None or g.get("person") is None else visible(link.folio).person(name)


def name_then(person: str | None, moment: str, instead: str | None = None) -> str:
    """What a person was called at a moment, as history has it, and beside it what they are called now if that is
    something else; `instead` is in whose place they did something."""
    now = name_of(person)
    past = once("names past", site().runtime.people.names)
    said = said_then(site().gettext, past, person, moment, now)
    return done_for(site().gettext, said, None if instead is None else name_then(instead, moment))


def role_name(role: str) -> str:
    """What a role is called."""
    return role_names().get(role, role)


def role_names() -> dict[str, str]:
    """What every role is called, by its id."""
    return once("roles", identity.role_names)


def procedure_names() -> dict[str, str]:
    """What every procedure is called, by its id."""
    return once("procedure names", process_names)


def file_address(folio: str, sha256: str) -> str:
    """Where the reader of this page gets a file of an opportunity: by the right that the page itself is read by."""
    match request.blueprint:
        case "portal":
            return url_for("portal.file", token=(request.view_args or {})["token"], sha256=sha256)
        case "audit":
            return url_for("audit.file", folio=folio, sha256=sha256)
        case "trials":  # its folio is no opportunity of the company's
            return url_for("trials.file", process_id=(request.view_args or {})["process_id"], sha256=sha256)
    return url_for("opportunities.file", folio=folio, sha256=sha256)
