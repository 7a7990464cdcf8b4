"""What happened lately in an opportunity, in sentences: for whoever is about to do its next step, or just did one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.clock import from_text
from engine.db import Connection
from engine.instances import queries
from engine.instances.runtime import Runtime
from engine.instances.views import recent
from web.texts.formatting import Presenter
from web.texts.sentences import SentenceWriter
from web.texts.wording import wording

LINES = 6
READ = 60
"""Events that are looked at to find so many that tell people something."""
# What work came to wait for whom is said elsewhere on the page; what the engine does on the way tells nobody anything.
MENTIONED = frozenset(
    {
        "instance_started",
        "user_task_completed",
        "gateway_passed",
        "message_sent",
        "timer_fired",
        "call_activity_completed",
        "client_link_answered",
        "client_link_revoked",
        "instance_completed",
        "instance_cancelled",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, and when (UTC)."""

    sentence: str
    at: datetime


def recent_activity(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    presenter: Presenter,
    name_of: Callable[[str], str],
    role_name: Callable[[str], str],
) -> list[Line]:
    """The newest first. Raises NotFound."""
    words = wording(connection, runtime, queries.instance(connection, folio))
    writer = SentenceWriter(words, presenter.gettext, presenter, name_of, role_name)
    lines = [
        # Told in order and all of them, since a sentence may need what an earlier event said.
        (event.type, Line(writer.sentence(event), from_text(event.at)))
        for event in recent.latest(connection, folio, READ)
    ]
    return [line for type_, line in reversed(lines) if type_ in MENTIONED][:LINES]
