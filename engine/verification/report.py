"""The report of a verification."""

from dataclasses import dataclass
from typing import Literal

from bpmn.messages import Message
from engine.history.disposals import Disposal
from engine.history.problems import Problem

Method = Literal["plain", "pruned", "none"]


@dataclass(frozen=True, slots=True)
class Report:
    """The verification of one instance.

    `events` counts its events and `head` is the hash of the last. `method` is how they were executed: ``plain`` (by the
    reference run and by the product's pruned run, compared at every step), ``pruned`` (from some step on by the pruned
    run alone) or ``none`` (not at all); `reason` says why it is not ``plain``. `disposal`: its values were disposed of,
    so that what follows from them was taken as it is recorded: a reserve, and nothing that is wrong.
    """

    folio: str
    events: int
    head: str
    method: Method
    reason: Message | None
    problems: tuple[Problem, ...]
    disposal: Disposal | None = None

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
            "disposal": None if self.disposal is None else self.disposal.as_dict(),
            "problems": [problem.as_dict() for problem in self.problems],
        }
