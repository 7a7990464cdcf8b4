"""Hands events off to another system, such as a CRM, at the address that a setting names, signed
(`engine.notifications.signing`).

What other systems subscribe to is another matter: `engine.webhooks`.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.http import straight
from engine.notifications.record import Receipt
from engine.notifications.signing import CONTENT_TYPE, SOURCE, cloud_event, message_id, signature
from engine.setting_parts.letters import Webhook


class HandOff:
    """Posts letters to one address. `site` is the address under which people find Cauce; `timeout` in seconds."""

    def __init__(self, webhook: Webhook, site: str | None, timeout: float) -> None:
        self._webhook = webhook
        self._source = site or SOURCE
        self._timeout = timeout
        self._opener = straight()

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Post one letter, signed at the given moment; gives what was answered.

        Raises DeliveryFailed for any answer but 2xx.
        """
        id, body = message_id(letter.key), body_of(letter, self._source)
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "Cauce",
            "Idempotency-Key": id,
            **signature((self._webhook.key,), id, at, body),
        }
        request = Request(self._webhook.url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                reply = f"HTTP {response.status} {response.reason}".rstrip()
        except HTTPError as error:
            error.close()
            raise DeliveryFailed(f"HTTP {error.code} {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}", unreachable=True) from error
        where = urlsplit(self._webhook.url)._replace(query="", fragment="").geturl()  # a query may hold a secret
        return Receipt((where,), where, reply, hashlib.sha256(body).hexdigest())


def body_of(letter: Letter, source: str) -> bytes:
    """What a letter brings: the event whole, as CloudEvents 1.0 JSON."""
    event = letter.payload["event"]
    assert isinstance(event, Mapping)
    subject = event["folio"] if "folio" in event else event["origin"]
    return cloud_event(message_id(letter.key), source, event, subject=subject)
