"""The devices on which somebody came in before, as a cookie of each says: whoever guesses elsewhere cannot keep them
out there (`engine.identity.sign_in`). It opens nothing, and says of whom only what our signature holds together."""

import secrets

from flask import request
from itsdangerous import BadSignature
from werkzeug.wrappers import Response

from web.site import site

COOKIE = "cauce-device"
MARK = "device"  # what is signed is said of this, and of nothing else
LASTS = 180 * 24 * 3600  # seconds
MOST = 8  # people who share a device


def known(person_id: str) -> str | None:
    """The name of this device, where that person came in on it before."""
    return _people().get(person_id)


def remember(response: Response, person_id: str) -> Response:
    """Let `response` say to this device that the person came in on it."""
    people = _people()
    mine = people.pop(person_id, None) or secrets.token_urlsafe(12)
    people = {**dict(list(people.items())[-(MOST - 1) :]), person_id: mine}
    response.set_cookie(
        site().cookie_name(COOKIE),
        site().signer.dumps([MARK, people]),
        max_age=LASTS,
        secure=site().is_served_securely,
        httponly=True,
        samesite="Strict",
    )
    return response


def _people() -> dict[str, str]:
    try:
        said, people = site().signer.loads(request.cookies.get(site().cookie_name(COOKIE), ""))
    except (BadSignature, ValueError, TypeError):
        return {}
    return dict(people) if said == MARK and isinstance(people, dict) else {}
