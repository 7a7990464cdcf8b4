"""What a reader of a diagram found, each finding naming its element, its line and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from bpmn.messages import Message


class Severity(StrEnum):
    """ERROR: the diagram is refused. WARNING: it runs, and somebody should look. INFO: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Repair:
    """One change to the diagram that puts a finding right, which the editor makes with one press.

    `kind` says what changes on the element with the id `element`: ``condition`` gives a sequence flow the expression
    `value`; ``gateway`` makes a gateway one of the kind `value`, a BPMN tag;
    ``interrupting`` lets an event on a boundary interrupt its activity, or not; ``default`` makes the flow with the id
    `value` the one that a gateway takes in any other case. `label` is what the button says.
    """

    kind: str
    element: str
    value: str
    label: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a diagram or in a form.

    `code` names the rule (``snake_case``, stable); `element` is the BPMN id, or None where the file itself is meant;
    `line` is the line, from 1, on which that element's own tag stands; `message` says what is wrong and what to do.
    `way` is a counter-example: the ids of the nodes and flows that tokens pass, in that order, until what was found
    happens; empty where nothing has to happen for it. `repair` is a change that puts it right, where one is clear.
    """

    code: str
    severity: Severity
    element: str | None
    line: int | None
    message: Message
    way: tuple[str, ...] = ()
    repair: Repair | None = None

    @property
    def refuses(self) -> bool:
        """Whether this finding alone keeps the diagram from being deployed."""
        return self.severity is Severity.ERROR
