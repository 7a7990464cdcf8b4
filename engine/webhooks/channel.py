"""The way out for what webhooks are told: a letter goes where its webhook says at the moment it leaves."""

import hashlib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.client import HTTPException

from engine.db import Database
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.record import Receipt
from engine.notifications.signing import CONTENT_TYPE, SOURCE, cloud_event, key_of, signature
from engine.setting_parts.networks import Network
from engine.webhooks import queries
from engine.webhooks.addresses import ForbiddenAddress
from engine.webhooks.feed import as_sequence
from engine.webhooks.posting import Answer, post
from engine.webhooks.record import server_of

GONE = 410
NOT_TOLD = "webhook_not_told"
"""Why a letter is given up whose webhook was stopped or removed while it left."""
FORBIDDEN = "forbidden_address"
"""What the error of a letter begins with whose address became one that webhooks may not go to."""


class ToWebhooks:
    """Posts letters to the webhooks that they are for. `site` is the address under which people find Cauce, `networks`
    those of the company's own to which webhooks may go, `timeout` in seconds."""

    def __init__(
        self,
        database: Database,
        site: str | None,
        networks: Sequence[Network],
        timeout: float,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._database = database
        self._source = site or SOURCE
        self._networks = networks
        self._timeout = timeout
        self._trust = trust

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Post one letter, signed at the given moment; gives what was answered.

        Raises DeliveryFailed for any answer but 2xx, for good where the receiver says that it is there no more (410);
        StoreUnavailable.
        """
        event, id = letter.payload["event"], letter.payload["webhook"]
        assert isinstance(event, Mapping) and isinstance(id, int)
        with self._database.reading() as connection:
            to = queries.destination(connection, id, at=at)
        if to is None:
            raise DeliveryFailed(NOT_TOLD, permanent=True)
        name, body = id_of(event), self._body(event)
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "Cauce",
            **signature([key_of(secret) for secret in to.secrets], name, at, body),
        }
        try:
            answer = post(to.url, body, headers, self._networks, timeout=self._timeout, at=at, trust=self._trust)
        except ForbiddenAddress as error:
            raise DeliveryFailed(f"{FORBIDDEN}: {error}") from error
        except (
            OSError,
            HTTPException,
            ValueError,
        ) as error:  # the last: a name that TLS or the network can have none of
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error
        reply = f"HTTP {answer.status} {answer.reason}".rstrip()
        if not 200 <= answer.status < 300:
            raise _refused(answer, reply)
        server = server_of(to.url)
        return Receipt((server,), server, reply, hashlib.sha256(body).hexdigest())

    def _body(self, event: Mapping[str, object]) -> bytes:
        subject = event.get("folio", event["type"])
        return cloud_event(id_of(event), self._source, event, subject=subject, extensions=as_sequence(event))


def id_of(event: Mapping[str, object]) -> str:
    """The id by which a receiver knows an event again, however often it is told: it is that of the event, not of the
    letter. No part of it has a dot (`engine.notifications.signing.message_id`)."""
    return f"{event['folio']}:{event['seq']}" if "folio" in event else str(event["id"])


def _refused(answer: Answer, reply: str) -> DeliveryFailed:
    return DeliveryFailed(reply, permanent=answer.status == GONE, pause=answer.pause)
