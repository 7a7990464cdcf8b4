"""What a verification says."""

from dataclasses import dataclass

from bpmn.messages import Message
from engine.history.problems import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """The verification of one instance; of the seals themselves where `folio` is None.

    `events` is how many there are, and `head` the hash of the last. `method` is how they were executed: ``plain`` (by
    SpiffWorkflow as it comes and by the product's own runner, compared at every step), ``pruned`` (from some step on by
    the product's runner alone, `reason` says why) or ``none`` (not at all, `reason` says why).
    """

    folio: str | None
    events: int
    head: str
    method: str
    reason: Message | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def as_dict(self) -> dict[str, object]:
        """The report as `--json` gives it; `reason` in English."""
        return {
            "folio": self.folio,
            "ok": self.ok,
            "events": self.events,
            "head": self.head,
            "method": self.method,
            "reason": None if self.reason is None else str(self.reason),
            "problems": [problem.as_dict() for problem in self.problems],
        }
