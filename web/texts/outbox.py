"""How a letter stands and why, in words: the same in the terminal and on the page."""

from collections.abc import Callable
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.client_access.letters import NO_ADDRESS
from engine.notifications.commands import HELD
from engine.notifications.delivery import GAVE_UP
from engine.notifications.outbox import EMAIL, EVENT, FILE, NO_RECIPIENTS, STAMP, WEBHOOK
from engine.notifications.queries import Entry
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.verification.leaving import SIGNED
from engine.webhooks.channel import FORBIDDEN, NOT_TOLD
from engine.webhooks.record import ChangeType
from web.texts.events import event_name

STATUSES = {
    LetterStatus.PENDING: lazy_gettext("pending"),
    LetterStatus.DELIVERED: lazy_gettext("delivered"),
    LetterStatus.DEAD: lazy_gettext("undelivered"),
}
KINDS = {
    EMAIL: lazy_gettext("E-mail"),
    WEBHOOK: lazy_gettext("Hand-off to the CRM"),
    FILE: lazy_gettext("Copy in a directory"),
    STAMP: lazy_gettext("Time-stamp"),
    EVENT: lazy_gettext("Webhook"),
}
MOST_COUNTED = 1000
"""Up to how many dead letters are counted: beyond that it only matters that there are many."""
NO_MAIL = lazy_gettext("No mail server is set: give CAUCE_SMTP_URL and CAUCE_MAIL_FROM.")
NO_WEBHOOK = lazy_gettext("No webhook is set: give CAUCE_WEBHOOK_URL and CAUCE_WEBHOOK_SECRET.")

NO_DIRECTORY = lazy_gettext("No directory for seals is set: give CAUCE_CHECKPOINTS_DIRECTORY.")
NO_AUTHORITY = lazy_gettext(
    "No time-stamp authority is set: give CAUCE_TIMESTAMP_URL and CAUCE_TIMESTAMP_CERTIFICATES."
)
_MISSING = {EMAIL: NO_MAIL, WEBHOOK: NO_WEBHOOK, FILE: NO_DIRECTORY, STAMP: NO_AUTHORITY}


def why(
    entry: Entry, settings: Settings, when: Callable[[datetime], str], role_name: Callable[[str], str] = str
) -> Message:
    """Why a message has its status, and what to do about it. `when` and `role_name` format moments and roles."""
    match entry.status, entry.error:
        case LetterStatus.DELIVERED, _:
            return lazy_gettext("Delivered at {when}.", when=when(entry.delivered_at or entry.created_at))
        case LetterStatus.DEAD, str(error) if error == NO_RECIPIENTS and not entry.roles:
            return lazy_gettext("Nobody whom it is for has an e-mail address. Register one, then retry.")
        case LetterStatus.DEAD, str(error) if error == NO_RECIPIENTS:
            return lazy_gettext(
                "Nobody who holds {roles} has an e-mail address. Register one, then retry.",
                roles=", ".join(map(role_name, entry.roles)),
            )
        case LetterStatus.DEAD, str(error) if error == GAVE_UP:
            return lazy_gettext("Every worker that tried was lost on the way. Look at the worker's log, then retry.")
        case LetterStatus.DEAD, str(error) if error == NO_ADDRESS:
            return lazy_gettext(
                "It brings a link, and nobody said where people find the site. Give CAUCE_BASE_URL, then retry."
            )
        case LetterStatus.DEAD, str(error) if error == HELD:
            return lazy_gettext(
                "It waited when the backup was made that was restored, and may have left since. Retry it if it did not."
            )
        case LetterStatus.DEAD, str(error) if error == NOT_TOLD:
            return lazy_gettext("The webhook was paused or removed while this left for it.")
        case LetterStatus.DEAD, error if entry.kind == EVENT:
            return lazy_gettext(
                "The webhook is stopped (attempts: {attempts}): {error} What comes after it waits, in its order.",
                attempts=entry.attempts,
                error=said(error),
            )
        case LetterStatus.DEAD, error:
            return lazy_gettext("Given up (attempts: {attempts}): {error}", attempts=entry.attempts, error=error or "—")
    if not has_channel(entry, settings):
        return _MISSING[entry.kind]
    if entry.attempts == 0:
        return lazy_gettext("Waits for the worker.")
    if entry.error is None:
        return lazy_gettext("A worker has it; another takes over at {when}.", when=when(entry.next_attempt_at))
    if entry.error == NO_ADDRESS:
        return lazy_gettext(
            "It brings a link, and nobody said where people find the site. Give CAUCE_BASE_URL; it is tried at {when}.",
            when=when(entry.next_attempt_at),
        )
    return lazy_gettext(
        "Attempt {attempts} failed: {error} Next one at {when}.",
        attempts=entry.attempts,
        error=said(entry.error),
        when=when(entry.next_attempt_at),
    )


def said(error: str | None) -> Message | str:
    """What the other side said, or what kept a letter back, as a sentence."""
    if error == HELD:
        return lazy_gettext(
            "it waited when the backup was made that was restored, and may have left since. Retry it if it did not."
        )
    if error == GAVE_UP:
        return lazy_gettext("every worker that tried was lost on the way.")
    if (error or "").startswith(FORBIDDEN):
        return lazy_gettext(
            "the address stands for a machine that webhooks may not go to ({address}): name its network in "
            "CAUCE_WEBHOOK_NETWORKS if it is one of yours.",
            address=(error or "").partition(": ")[2],
        )
    return f"{error or '—'}."


def has_channel(entry: Entry, settings: Settings) -> bool:
    """Whether letters of this kind leave at all."""
    if entry.kind == EVENT:
        return True  # each webhook says where it goes
    ways = {
        EMAIL: settings.mail,
        WEBHOOK: settings.webhook,
        FILE: settings.leaving.directory,
        STAMP: settings.authority,
    }
    return ways[entry.kind] is not None


def handed_off(type_: str) -> Message:
    """What a webhook is told: an event of a history, a checkpoint, or that somebody tries it out."""
    if type_ == ChangeType.TESTED:
        return lazy_gettext("Trial of a webhook")
    return lazy_gettext("Seal of the log") if type_ == SIGNED else event_name(type_)


def missing(settings: Settings) -> list[Message]:
    """What is not set and keeps letters back."""
    found = [NO_MAIL] if settings.mail is None else []
    if settings.base_url is None:
        found.append(lazy_gettext("E-mails that bring a client a link wait until somebody gives CAUCE_BASE_URL."))
    return found


def counted(dead: int) -> str:
    """A number of dead letters as it is shown; empty for none."""
    return "" if not dead else str(dead) if dead < MOST_COUNTED else f"{MOST_COUNTED}+"
