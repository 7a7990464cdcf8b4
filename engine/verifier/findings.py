"""What is found wrong, and what could not be checked."""

from dataclasses import dataclass, field
from typing import Any

GONE = "—"
"""What stands for something that is not there."""
OF_THE_CHAIN = {
    "event_changed", "event_removed", "event_inserted", "events_reordered", "history_truncated", "key_changed",
    "values_removed",
}  # fmt: skip


@dataclass
class Findings:
    """What is wrong, in the order in which it was found, and what could not be checked."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    reserves: list[str] = field(default_factory=list)

    def add(self, kind: str, seq: int | None, expected: object, found: object, subject: str | None = None) -> None:
        problem = {"kind": kind, "seq": seq, "subject": subject, "expected": str(expected), "found": str(found)}
        if problem not in self.problems:
            self.problems.append(problem)

    def kinds(self) -> set[str]:
        return {problem["kind"] for problem in self.problems}
