"""What a rule says of itself to somebody who has never seen BPMN, with an example wrong and right."""

from dataclasses import dataclass
from enum import StrEnum

from bpmn.examples.excerpt import Excerpt
from bpmn.examples.sketch import Sketch
from bpmn.messages import Message


class Topic(StrEnum):
    """What a rule is about; the rules are listed by it, in this order."""

    FLOW = "flow"
    DATA = "data"
    PEOPLE = "people"
    FORMS = "forms"
    TIME = "time"
    NOT_EXECUTED = "not_executed"
    FILE = "file"


@dataclass(frozen=True)
class Explanation:
    """`what` the rule finds, in a sentence; `why` it matters; `how` to put it right; the same diagram `wrong` and
    `right`.

    `in_the_file`: what is wrong stands in the file and cannot be seen in a drawing, so that its lines are shown.
    """

    topic: Topic
    what: Message
    why: Message
    how: Message
    wrong: Sketch
    right: Sketch
    in_the_file: bool = False


@dataclass(frozen=True)
class FileExplanation:
    """As `Explanation`, of what no rule finds but whoever reads the files or puts the version in force. `wrong` and
    `right` are lines of a file, or None where none would show it."""

    topic: Topic
    what: Message
    why: Message
    how: Message
    wrong: Excerpt | None = None
    right: Excerpt | None = None
