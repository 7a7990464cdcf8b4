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
class Finding:
    """One thing found in a diagram or in a form.

    `code` names the rule (``snake_case``, stable); `element` is the BPMN id, or None where the file itself is meant;
    `line` is the line, from 1, on which that element's own tag stands; `message` says what is wrong and what to do.
    """

    code: str
    severity: Severity
    element: str | None
    line: int | None
    message: Message

    @property
    def refuses(self) -> bool:
        """Whether this finding alone keeps the diagram from being deployed."""
        return self.severity is Severity.ERROR
