"""What a rule says of itself to somebody who has never seen BPMN, with an example wrong and right."""

from dataclasses import dataclass
from enum import StrEnum

from bpmn.examples.sketch import Sketch
from bpmn.messages import Message


class Topic(StrEnum):
    """What a rule is about; the rules are listed by it, in this order."""

    FLOW = "flow"
    DATA = "data"
    PEOPLE = "people"
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
