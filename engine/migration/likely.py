"""What became, by the look of it, of a step whose id was changed: a person decides, and need not search."""

from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from bpmn.diff.matching import Matching
from bpmn.kinds import HUMAN_TASKS
from engine.definitions.editions import of_version
from engine.execution.compiler import Executable
from engine.migration.planning import Plan, Reason, Why


@dataclass(eq=False)
class Likely:
    """Finds the steps of the versions `numbers`, by process, as which those of other versions are drawn now, as the
    comparison of both says (`bpmn.diff`). Each two versions are compared once."""

    numbers: dict[str, int]
    executable: Executable
    _compared: dict[tuple[str, int], Matching | None] = field(default_factory=dict)

    def with_steps(self, connection: Connection, plan: Plan, old: Executable, versions: dict[str, int]) -> Plan:
        """The plan of an instance on `versions`, in which what holds a token back says where it likely goes on."""
        why = tuple(
            replace(each, likely=self._step(connection, each, old, versions))
            if each.reason is Reason.STEP_GONE and each.target is None
            else each
            for each in plan.why
        )
        return replace(plan, why=why)

    def _step(self, connection: Connection, why: Why, old: Executable, versions: dict[str, int]) -> str | None:
        if why.element is None or why.process_id not in self.numbers or why.process_id not in versions:
            return None
        matching = self._matching(connection, why.process_id, versions[why.process_id])
        found = self.executable.nodes.get(
            (why.process_id, "" if matching is None else str(matching.after(why.element)))
        )
        before = old.node(why.process_id, why.element)
        if found is None or found.kind not in HUMAN_TASKS or before.parent != found.parent:
            return None
        return found.id

    def _matching(self, connection: Connection, process_id: str, number: int) -> Matching | None:
        key = process_id, number
        if key not in self._compared:
            before = of_version(connection, process_id, number)
            after = of_version(connection, process_id, self.numbers[process_id])
            self._compared[key] = None if before is None or after is None else Matching(before, after)
        return self._compared[key]
