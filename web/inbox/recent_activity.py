"""What happened lately in an opportunity, in sentences: for whoever is about to do its next step, or just did one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.clock import from_text
from engine.db import Connection
from engine.history.event_types import type_of
from engine.instances.views import recent
from engine.instances.visible import Visible
from web.texts.formatting import Presenter
from web.texts.sentences import SentenceWriter
from web.texts.wording import Wording

LINES = 6
READ = 60
"""Events that are looked at to find so many that tell people something."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, and when (UTC)."""

    sentence: str
    at: datetime


def recent_activity(
    connection: Connection,
    words: Wording,
    visible: Visible,
    folio: str,
    presenter: Presenter,
    name_then: Callable[[str, str], str],
    role_name: Callable[[str], str],
) -> list[Line]:
    """The newest first, as far as `visible`. Raises UnknownEventType."""
    writer = SentenceWriter(presenter.gettext, words.step, name_then, role_name, presenter.moment)
    lines = [
        # Told in order and all of them, since a sentence may need what an earlier event said.
        (type_of(event).recent, Line(writer.sentence(event), from_text(event.at)))
        for event in visible.history(recent.latest(connection, folio, READ))
    ]
    return [line for recent_, line in reversed(lines) if recent_][:LINES]
