"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum

from bpmn.messages import Message


class Level(StrEnum):
    """How bad it is. `WRONG` must be mended; `WARNING` is to be known, and may be meant so."""

    GOOD = "good"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a subject, such as ``mail``, and where there is something to do, what. Moments stand in the
    message as such, and what is not in order as a list of the subjects of its checks: their words are the reader's."""

    subject: str
    level: Level
    message: Message
    advice: Message | None = None


def good(subject: str, message: Message) -> Finding:
    """It is as it should be."""
    return Finding(subject, Level.GOOD, message)


def warning(subject: str, message: Message, advice: Message) -> Finding:
    """Somebody should know it."""
    return Finding(subject, Level.WARNING, message, advice)


def wrong(subject: str, message: Message, advice: Message) -> Finding:
    """Somebody must do something."""
    return Finding(subject, Level.WRONG, message, advice)
