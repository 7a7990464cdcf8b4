"""How a webhook stands, in words: the same in the terminal and on its page."""

from collections.abc import Callable
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.webhooks.models import WebhookStatus
from engine.webhooks.queries import Standing, Webhook
from web.texts.outbox import said

STATUSES = {
    "active": lazy_gettext("active"),
    "paused": lazy_gettext("paused"),
    "failing": lazy_gettext("does not answer"),
    "stopped": lazy_gettext("has stopped"),
}
FIELDS = {
    "bad_webhook_name": "name",
    "webhook_exists": "name",
    "bad_webhook_address": "url",
    "no_event_types": "tipos",
}
"""Which field of the form a refusal is about."""


def status_of(found: Webhook, stands: Standing) -> str:
    """How a webhook stands, as a key of `STATUSES`."""
    if found.status is WebhookStatus.PAUSED:
        return "paused"
    if stands.line.stopped:
        return "stopped"
    return "failing" if stands.line.error is not None else "active"


def standing_text(found: Webhook, stands: Standing, when: Callable[[datetime], str]) -> Message:
    """What a webhook has been told, and what keeps it from being told more. `when` formats moments."""
    line = stands.line
    match status_of(found, stands):
        case "paused":
            return lazy_gettext("Nothing is sent. What happens meanwhile is told when it is resumed, in its order.")
        case "stopped":
            return lazy_gettext(
                "It did not take a message (attempts: {attempts}): {error} Nothing is lost: what comes after it waits.",
                attempts=line.attempts,
                error=said(line.error),
            )
        case "failing" if line.next_attempt_at is not None:
            return lazy_gettext(
                "Attempt {attempts} failed: {error} Next one at {when}.",
                attempts=line.attempts,
                error=said(line.error),
                when=when(line.next_attempt_at),
            )
    if line.waiting or not stands.up_to_date:
        return lazy_gettext("It is being told what happened.")
    return lazy_gettext("It has been told everything.")
