"""What every template may use: the reader's language, moments and values, people's names, where files are."""

from flask import Flask, g, request, url_for
from werkzeug.local import LocalProxy

from bpmn.messages import Message, lazy_gettext
from engine.clock import from_text
from engine.errors import EngineError
from engine.identity.queries import all_people, all_roles
from engine.instances.outside import reader
from engine.portal.links import is_link
from web import errors
from web.assets import bundle_if_built
from web.i18n import LANGUAGES
from web.inbox.page import MORE, SEEN
from web.lanes import lanes
from web.navigation import navigation
from web.opportunities.events import BREAKS, STATUSES, event_name
from web.presenting import Presenter
from web.prose import blocks
from web.site import site


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and names."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        # Looked up at each use: every reader has a language of their own.
        "_": LocalProxy(lambda: site().gettext),
        "ngettext": LocalProxy(lambda: site().gettext.ngettext),
        "site": site,
        "navigation": navigation,
        "languages": LANGUAGES,
        "presenter": LocalProxy(_presenter),
        "name_of": name_of,
        "role_name": role_name,
        "file_address": file_address,
        "blocks": blocks,
        "lanes": lanes,
        "bundle_of": bundle_if_built,
        "event_name": event_name,
        "STATUSES": STATUSES,
        "BREAKS": BREAKS,
        "MORE": MORE,
        "SEEN": SEEN,
    }
    app.jinja_env.filters |= {
        "gettext": lambda message: site().gettext.render(message) if isinstance(message, Message) else str(message),
        "moment": lambda at: _presenter().moment(at),
        "exact": lambda at: _presenter().exact(at),
        "from_text": from_text,
        "told": told,
        "role_name": role_name,
    }


def _presenter() -> Presenter:
    return Presenter(site().gettext, site().zone)


def name_of(person: str | None) -> str:
    """What a person is called, or whoever acted by a link; read once for each page."""
    if "names" not in g:
        with site().database.reading() as connection:
            g.names = {each.id: each.name for each in all_people(connection)}
    if person and is_link(person) and person not in g.names:
        with site().database.reading() as connection:
            found = reader(connection, person)
        g.names[person] = site().gettext("{person}, by link", person=found) if found else person
    return str(g.names.get(person, person or ""))


def role_name(role: str) -> str:
    """What a role is called."""
    if "roles" not in g:
        with site().database.reading() as connection:
            g.roles = {each.id: each.name for each in all_roles(connection)}
    return str(g.roles.get(role, role))


def file_address(folio: str, sha256: str) -> str:
    """Where the reader of this page gets a file of an opportunity: by the right that the page itself is read by."""
    match request.blueprint:
        case "portal":
            return url_for("portal.file", token=(request.view_args or {})["token"], sha256=sha256)
        case "audit":
            return url_for("audit.file", folio=folio, sha256=sha256)
    return url_for("opportunities.file", folio=folio, sha256=sha256)


# On a page one looks in the inbox, not in a terminal.
ON_PAGES = {
    "not_found:task": lazy_gettext("There is no step {id}. See what is waiting for you in the inbox."),
    "not_found:process": lazy_gettext("No version of the procedure {id} is in force."),
    "not_found:person": lazy_gettext("There is nobody called {id}."),
    "task_already_completed:completed": lazy_gettext(
        "{by} completed «{element}» before you. What you wrote was not stored."
    ),
    "task_already_completed:withdrawn": lazy_gettext("«{element}» is no longer needed. What you wrote was not stored."),
}


def told(error: EngineError) -> Message:
    """What an error says, with people, roles and statuses by their names."""
    message = errors.text(error)
    values = dict(message.values)
    for name in ("actor", "assignee", "author", "by", "person"):
        if isinstance(values.get(name), str):
            values[name] = name_of(str(values[name]))
    roles = error.details.get("roles")
    if isinstance(roles, list):
        values["roles"] = ", ".join(role_name(str(role)) for role in roles)
    if "status" in values:
        values["status"] = STATUSES.get(str(values["status"]), values["status"])
    kind = error.details.get("kind") or error.details.get("status")
    return ON_PAGES.get(f"{error.code}:{kind}", message).with_values(values)
