"""The e-mail with a link: its address is put in as it leaves, so that the outbox does not hold it either."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from engine.client_access.tokens import token_of
from engine.notifications.delivery import Channel, DeliveryFailed, Letter

PATH = "portal"
"""Where the site answers to tokens."""
NO_ADDRESS = "no_base_url"
"""Why a letter waits whose link has no address, since nobody said where people find the site."""


def address_of(site: str, token: str) -> str:
    """The address of a link. `site` is where people find the site, without a slash at its end."""
    return f"{site}/{PATH}/{token}"


class WithLinks:
    """A channel that puts the link into the letters that have one, and gives all of them to another channel."""

    def __init__(self, channel: Channel, site: str | None, key: Callable[[], bytes]) -> None:
        """`key` gives the key that links are signed with; it is asked for when a letter needs it."""
        self._channel = channel
        self._site = site
        self._key = key

    def send(self, letter: Letter, at: datetime) -> None:
        """Deliver one letter. Raises DeliveryFailed, also when nobody has said where people find the site."""
        link = letter.payload.get("link")
        if link is None:
            self._channel.send(letter, at)
            return
        if self._site is None:
            raise DeliveryFailed(NO_ADDRESS)
        address = address_of(self._site, token_of(self._key(), str(link)))
        body = f"{str(letter.payload['body']).strip()}\n\n{address}".strip()
        self._channel.send(replace(letter, payload={**letter.payload, "body": body}), at)
