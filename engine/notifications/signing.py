"""What leaves for other systems, and how they know who speaks: CloudEvents 1.0, signed by Standard Webhooks. Pure.

The body is a CloudEvent in the JSON format and structured mode. The signature is HMAC-SHA256 over id, moment of the
attempt and body, so that the receiver knows who speaks, that nothing was changed, and what is too old to believe.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from engine import canonical_json

TYPE = "cauce."
SOURCE = "urn:cauce"
"""The source of an event where nobody said under which address people find Cauce."""
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
PREFIX = "whsec_"
LEAST, MOST = 24, 64
"""The length of a key, in bytes."""


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: what follows ``whsec_`` is its base64. Raises ValueError for what is none, and
    for a key that is too short or too long."""
    if not secret.startswith(PREFIX):
        raise ValueError("no prefix")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None  # not chained: the cause would show the secret
    if not LEAST <= len(key) <= MOST:
        raise ValueError("too short or too long")
    return key


def secret_of(key: bytes) -> str:
    """A key as it is written down, and given to who receives."""
    return PREFIX + base64.b64encode(key).decode()


def message_id(key: str) -> str:
    """The id of what is sent, from the key of its letter. The signed text has dots between its parts, so no part has
    one."""
    return key.replace(".", ":")


def cloud_event(
    id: str,
    source: str,
    event: Mapping[str, object],
    *,
    subject: object,
    extensions: Mapping[str, object] | None = None,
) -> bytes:
    """An event as CloudEvents 1.0 JSON: the same, byte for byte, at every attempt. `event` has its ``type`` and its
    moment, ``at``."""
    told: dict[str, object] = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": f"{TYPE}{event['type']}",
        "subject": subject,
        "time": event["at"],
        "datacontenttype": "application/json",
        **(extensions or {}),
        "data": event,
    }
    return canonical_json.dumps(told).encode()


def signature(keys: Sequence[bytes], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks, signed with each of `keys`: a receiver that knows one of them knows who speaks.
    It works out the same and compares with `hmac.compare_digest`."""
    moment = str(int(at.timestamp()))
    signed = f"{id}.{moment}.".encode() + body
    digests = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
    each = " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)
    return {"webhook-id": id, "webhook-timestamp": moment, "webhook-signature": each}
