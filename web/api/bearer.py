"""Who asks: the person of the token that stands in ``Authorization``, with the rights that they have now."""

from contextlib import suppress

from flask import Response, g, request

from engine.errors import StoreUnavailable
from engine.history import channels
from engine.identity import tokens
from engine.identity.tokens import BadToken, Bearer
from web.site import site
from web.transactions import come_by, reading, writing


def require_token() -> None:
    """Find who acts with the token of this request. Raises BadToken."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise BadToken()
    with reading() as connection:
        found = tokens.find(connection, given.token, at=site().clock())
    g.bearer, g.person, g.token_id = found, found.person, found.token_id
    come_by(channels.api(found.token_id))


def bearer() -> Bearer:
    """Who acts; only behind `require_token`."""
    found = g.bearer
    assert isinstance(found, Bearer)
    return found


def note_use(response: Response) -> Response:
    """Note that the token was used, once the answer is made."""
    found: Bearer | None = g.get("bearer")
    if found is not None and found.stale:
        with suppress(StoreUnavailable), writing() as connection:
            tokens.touch(connection, found.token_id, at=site().clock())
    return response
