"""Hands events off to another system, such as a CRM: CloudEvents 1.0 over HTTP, signed.

The body is a CloudEvent in the JSON format and structured mode. The signature follows Standard Webhooks: HMAC-SHA256
over id, time and body, so that the receiver knows who speaks, that nothing was changed, and what is too old to believe.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from engine import canonical_json
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.record import Receipt
from engine.settings import Webhook

TYPE = "cauce."
SOURCE = "urn:cauce"


class HandOff:
    """Posts letters to one address. `site` is the address under which people find Cauce; `timeout` in seconds."""

    def __init__(self, webhook: Webhook, site: str | None, timeout: float) -> None:
        self._webhook = webhook
        self._source = site or SOURCE
        self._timeout = timeout
        # No handler for redirects, so that signed events go where the setting says and nowhere else; none for files.
        self._opener = OpenerDirector()
        for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
            self._opener.add_handler(handler())

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Post one letter, signed at the given moment; gives what was answered.

        Raises DeliveryFailed for any answer but 2xx.
        """
        body = cloud_event(letter, self._source)
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": "Cauce",
            "Idempotency-Key": letter.key,
            **signature(self._webhook.key, letter.key, at, body),
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


def cloud_event(letter: Letter, source: str) -> bytes:
    """The event as CloudEvents 1.0 JSON: the same, byte for byte, at every attempt."""
    event = letter.payload["event"]
    assert isinstance(event, Mapping)
    return canonical_json.dumps(
        {
            "specversion": "1.0",
            "id": letter.key,
            "source": source,
            "type": f"{TYPE}{event['type']}",
            "subject": event["folio"] if "folio" in event else event["origin"],
            "time": event["at"],
            "datacontenttype": "application/json",
            "data": event,
        }
    ).encode()


def signature(key: bytes, id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks. A receiver works out the same and compares with `hmac.compare_digest`."""
    moment = str(int(at.timestamp()))
    digest = hmac.digest(key, f"{id}.{moment}.".encode() + body, hashlib.sha256)
    signed = "v1," + base64.b64encode(digest).decode()
    return {"Webhook-Id": id, "Webhook-Timestamp": moment, "Webhook-Signature": signed}
