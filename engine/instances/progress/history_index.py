"""A history indexed by scope and element: which visits began, ended and were withdrawn, and which flows were taken."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.model import Activity, Process
from engine import canonical_json
from engine.execution.compiler import Executable
from engine.history.event_types import EventType, VisitEffect
from engine.history.visits import enclosing_scopes, parse_visit


@dataclass
class ElementVisits:
    """The visits to one element in one scope.

    `reached`, `ended` and `withdrawn` hold rounds; `open` holds (round, index) of the visits under way. `flows` counts
    the sequence flows that a gateway chose. `last` is the (actor, moment) of the last completion by a person.
    """

    reached: set[int] = field(default_factory=set)
    open: set[tuple[int, int | None]] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    flows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last: tuple[str | None, str] | None = None

    def completed_rounds(self) -> set[int]:
        """The rounds that are over. A multi-instance is over when none of its instances is open."""
        return self.ended - {round_ for round_, _ in self.open}


class HistoryIndex:
    """Index of the events added so far. `visits` is by scope and element id."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, ElementVisits]] = defaultdict(lambda: defaultdict(ElementVisits))
        self._scopes = {""}
        self._held: list[tuple[ElementVisits, tuple[int, int | None]]] = []

    def add(
        self,
        type_: EventType,
        scope: str,
        element: str,
        round_: int,
        index: int | None,
        actor: str | None,
        at: str,
        data: str | None,
    ) -> None:
        """Add the next event that is about a visit. `data` is its stored payload where that names flows, else None."""
        self._release()
        if type_.visit is VisitEffect.NONE:
            return
        self._scopes |= set(enclosing_scopes(scope))
        visits = self.visits[scope][element]
        visits.reached.add(round_)
        if type_.visit is VisitEffect.BEGINS:
            visits.open.add((round_, index))
        else:
            visits.open.discard((round_, index))
            (visits.withdrawn if type_.visit is VisitEffect.WITHDRAWS else visits.ended).add(round_)
        if type_.visit is VisitEffect.ENDS and actor is not None:
            visits.last = (actor, at)
        for flow in _flows(data):
            visits.flows[flow] += 1

    def hold(self) -> None:
        """Mark every sub-process and call with open work inside as open too, until the next `add`."""
        self._release()
        for scope in [scope for scope, elements in self.visits.items() if any(v.open for v in elements.values())]:
            for inner in enclosing_scopes(scope):
                outer, element, round_, index = parse_visit(inner)
                visits = self.visits[outer][element]
                visits.reached.add(round_)
                visits.open.add((round_, index))
                self._held.append((visits, (round_, index)))

    def _release(self) -> None:
        for visits, visit in self._held:
            visits.open.discard(visit)
        self._held.clear()

    def scopes(self, executable: Executable) -> Mapping[str, tuple[Process, str]]:
        """Each scope with its process and the id of the process or sub-process that its nodes stand in."""
        found = {"": (executable.processes[executable.process_id], executable.process_id)}
        for scope in sorted(self._scopes | self._silent(executable), key=lambda scope: scope.count("/")):
            if scope == "":
                continue
            outer, element, _, _ = parse_visit(scope)
            process, _ = found[outer]
            node = executable.node(process.id, element)
            called = node.called_element if isinstance(node, Activity) else None
            inner = executable.processes[called] if called else process
            found[scope] = (inner, called or element)
        return found

    def _silent(self, executable: Executable) -> set[str]:
        """Scopes in which everything ran automatically, so that no event may be about anything inside."""
        kinds = {id for (_, id), node in executable.nodes.items() if node.kind in ("callActivity", "subProcess")}
        return {
            f"{scope}/{element}#{round_}".lstrip("/")
            for scope, elements in self.visits.items()
            for element, visits in elements.items()
            if element in kinds
            for round_ in visits.ended
        }


def _flows(data: str | None) -> list[str]:
    payload = canonical_json.loads(data) if data else {}
    flows = payload.get("flows") if isinstance(payload, dict) else None
    return [str(flow) for flow in flows] if isinstance(flows, list) else []
