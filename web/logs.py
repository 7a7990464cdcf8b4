"""What processes that live long write to standard error: words for a person at a terminal, JSON for everything else.

One line a record. Nothing that somebody wrote into a form, no secret and no token of a link stands in any: requests are
told by the rule of their address and never by the address, statements without their values, and of the causes of faults
what this request sent is struck out.
"""

import copy
import json
import logging
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bpmn.messages import Message, lazy_gettext
from engine.clock import to_text
from web.i18n import Translator
from web.reasons import worded

LEVELS = {
    logging.INFO: lazy_gettext("note"),
    logging.WARNING: lazy_gettext("warning"),
    logging.ERROR: lazy_gettext("error"),
    logging.CRITICAL: lazy_gettext("error"),
}
REQUESTS = "cauce.request"
STRUCK = "…"
SHORTEST = 4
"""Shorter texts are not struck out of a cause: they are no secret, and the cause could not be read without them."""


@dataclass(frozen=True)
class Asked:
    """What is known of the request that is being answered: its id, and what it sent that no log may hold."""

    id: str
    sent: Callable[[], frozenset[str]] = field(default=frozenset, repr=False)


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


class TranslatingFormatter(logging.Formatter):
    """A line for each record; those that are a `Message` are translated."""

    def __init__(self, gettext: Translator) -> None:
        super().__init__("%(asctime)s %(levelname)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._gettext = gettext

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        shown = copy.copy(record)
        shown.msg = _words(record.msg, self._gettext)
        shown.exc_text = None
        if record.levelno in LEVELS:
            shown.levelname = self._gettext.render(LEVELS[record.levelno])
        return super().format(shown)

    def formatException(self, ei: object) -> str:
        """See logging; without what the request sent."""
        return _struck(super().formatException(ei))  # type: ignore[arg-type]


class JsonFormatter(logging.Formatter):
    """A JSON object on a line for each record: when, how grave, who says it, what; then the record's `facts`.

    Under ``error`` is the whole cause, under ``request`` the id of the request that met it.
    """

    def __init__(self, gettext: Translator) -> None:
        super().__init__()
        self._gettext = gettext

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        shown = copy.copy(record)
        shown.msg = _words(record.msg, self._gettext)
        told: dict[str, object] = {
            "time": to_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _struck(shown.getMessage()),
        }
        if (now := asked.get()) is not None:
            told["request"] = now.id
        facts: Mapping[str, object] = getattr(record, "facts", {})
        told |= facts
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = _struck(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


class _WithoutRequests(logging.Filter):
    """A person at a terminal sees their own browser; what failed is told there too."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name != REQUESTS or record.levelno > logging.INFO


def log_to_stderr(gettext: Translator, form: str | None) -> None:
    """Write what happens to standard error, in `form`: ``words`` or ``json``; None: what suits whoever reads it."""
    words = form == "words" or (form is None and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(TranslatingFormatter(gettext) if words else JsonFormatter(gettext))
    if words:
        handler.addFilter(_WithoutRequests())
    root = logging.getLogger()
    for each in root.handlers[:]:
        root.removeHandler(each)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _words(message: object, gettext: Translator) -> object:
    return gettext.render(worded(message)) if isinstance(message, Message) else message


def _struck(text: str) -> str:
    """`text` without what the request at hand sent."""
    now = asked.get()
    if now is None:
        return text
    for each in sorted(now.sent(), key=len, reverse=True):
        if len(each) >= SHORTEST:
            text = text.replace(each, STRUCK)
    return text
