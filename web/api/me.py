"""Who asks."""

from marshmallow import Schema

from web.api.bearer import bearer
from web.api.operations import operation
from web.api.schemas import a_moment, a_text, some_texts
from web.api.shapes import Shape, at


class Me(Schema):
    """Who asks."""

    id = a_text("The id of the person that the token acts for.")
    name = a_text("What they are called.")
    roles = some_texts("The roles that they hold now.")
    rights = some_texts("What they may do to versions of every procedure.")
    token = a_text("The id of the token.")
    scopes = some_texts("What the token may be used for.")
    expires_at = a_moment("When it ends.")


@operation("GET", "/me", scope=None, tag="me", answers=Me)
def show_me() -> Shape:
    """Tell whom the token acts for, and what it may be used for."""
    found = bearer()
    person = found.person
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(person.roles),
        "rights": sorted(map(str, person.rights)),
        "token": found.token_id,
        "scopes": sorted(map(str, found.scopes)),
        "expires_at": at(found.expires_at),
    }
