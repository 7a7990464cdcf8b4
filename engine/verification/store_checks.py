"""What is checked of the store as a whole, beside the instances."""

from dataclasses import dataclass

from engine.history.problems import Problem


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was checked of the whole store, such as ``log``. A problem's `seq` says where in it."""

    subject: str
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def as_dict(self) -> dict[str, object]:
        """The check as `cauce verify --json` gives it."""
        told = [
            {
                "kind": problem.kind,
                "at": problem.seq if problem.subject is None else problem.subject,
                "expected": problem.expected,
                "found": problem.found,
            }
            for problem in self.problems
        ]
        return {"subject": self.subject, "ok": self.ok, "problems": told}
