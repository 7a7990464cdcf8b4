"""What people, links and roles are called, and where files are, for the page at hand."""

from flask import request, url_for

from engine.client_access.links import is_link
from engine.identity.queries import all_people, all_roles
from engine.instances.client_links import reader
from web.site import site
from web.transactions import once


def name_of(person: str | None) -> str:
    """What a person is called, or whoever acted by a link."""
    if person and is_link(person):
        found = once(f"reader of {person}", lambda connection: reader(connection, person))
        return site().gettext("{person}, by link", person=found) if found else person
    names = once("names", lambda connection: {each.id: each.name for each in all_people(connection)})
    return names.get(person or "", person or "")


def role_name(role: str) -> str:
    """What a role is called."""
    return once("roles", lambda connection: {each.id: each.name for each in all_roles(connection)}).get(role, role)


def file_address(folio: str, sha256: str) -> str:
    """Where the reader of this page gets a file of an opportunity: by the right that the page itself is read by."""
    match request.blueprint:
        case "portal":
            return url_for("portal.file", token=(request.view_args or {})["token"], sha256=sha256)
        case "audit":
            return url_for("audit.file", folio=folio, sha256=sha256)
    return url_for("opportunities.file", folio=folio, sha256=sha256)
