"""Who is acting, kept in the signed session cookie."""

from flask import g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound
from engine.identity import queries
from engine.identity.queries import Person
from web.site import site


def enter(person: Person) -> None:
    """Act as `person` from now on; whatever the session held before is gone."""
    session.clear()
    session["person"] = person.id


def leave() -> None:
    """Act as nobody."""
    session.clear()


def load_person() -> None:
    """Find who is acting, before each request; a person who has left is nobody."""
    g.person = None
    if "person" in session and request.endpoint != "static":
        with site().database.reading() as connection:
            try:
                g.person = queries.person(connection, session["person"])
            except NotFound:
                session.clear()


def require_person() -> Response | None:
    """Send whoever has not come in to the entrance."""
    return None if g.person else redirect(url_for("auth.entrance"))


def actor() -> Person:
    """The person who is acting; only behind `require_person`."""
    person = g.person
    assert isinstance(person, Person)
    return person
