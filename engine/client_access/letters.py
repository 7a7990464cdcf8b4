"""E-mails that carry a link, or a one-time code. It is put in when the e-mail leaves, so that the outbox does not hold
it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from engine.client_access.codes import code_of
from engine.client_access.tokens import token_of
from engine.notifications.delivery import Channel, DeliveryFailed, Letter
from engine.notifications.record import Receipt

PATH = "portal"
"""Where the site answers to tokens."""
NO_ADDRESS = "no_base_url"
"""The error of a letter that cannot leave because the setting CAUCE_BASE_URL is missing."""


def address_of(site: str, token: str) -> str:
    """The address of a link. `site` is where people find the site, without a slash at its end."""
    return f"{site}/{PATH}/{token}"


class WithLinks:
    """A channel that puts links and codes into the letters that carry one, and passes all on to another channel."""

    def __init__(self, channel: Channel, site: str | None, key: Callable[[], bytes]) -> None:
        """`key` gives the key that links are signed with; it is asked for when a letter needs it."""
        self._channel = channel
        self._site = site
        self._key = key

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Deliver one letter. Raises DeliveryFailed, also where the site's address is needed and unknown."""
        link, code = letter.payload.get("link"), letter.payload.get("code")
        if isinstance(code, int):
            text = code_of(self._key(), str(letter.payload["client"]), code)
            body = f"{str(letter.payload['body']).strip()}\n\n{text}"
            return self._channel.send(replace(letter, payload={**letter.payload, "body": body}), at)
        if link is None:
            return self._channel.send(letter, at)
        if self._site is None:
            raise DeliveryFailed(NO_ADDRESS)
        address = address_of(self._site, token_of(self._key(), str(link)))
        body = f"{str(letter.payload['body']).strip()}\n\n{address}".strip()
        return self._channel.send(replace(letter, payload={**letter.payload, "body": body}), at)
