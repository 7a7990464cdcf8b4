"""A history indexed by scope and element: which visits began, ended and were withdrawn, and which flows were taken."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bpmn.model import Activity, Process
from engine import canonical_json
from engine.execution.compiler import Executable
from engine.history.event_types import EventType, VisitEffect
from engine.history.visits import Visit, enclosing_scopes, parse_visit

_SCOPES = ("callActivity", "subProcess")


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
        """Add the next event that is about a visit. `data` is its stored payload where that `is_told`, else None."""
        self._release()
        if type_.visit is VisitEffect.NONE:
            return
        if type_.visit is VisitEffect.MOVES:
            self._leave(data, Visit(scope, element, round_, index))
        self._scopes |= set(enclosing_scopes(scope))
        visits = self.visits[scope][element]
        visits.reached.add(round_)
        if type_.visit in (VisitEffect.BEGINS, VisitEffect.MOVES):
            visits.open.add((round_, index))
        else:
            visits.open.discard((round_, index))
            (visits.withdrawn if type_.visit is VisitEffect.WITHDRAWS else visits.ended).add(round_)
        if type_.visit is VisitEffect.ENDS and actor is not None:
            visits.last = (actor, at)
        for flow in _told(data, "flows", list):
            visits.flows[str(flow)] += 1

    def _leave(self, data: str | None, now: Visit) -> None:
        """A visit that goes on under another name is over under its old one."""
        before = parse_visit(str(_told(data, "from", str) or now))
        if before != now:
            visits = self.visits[before.scope][before.element]
            visits.open.discard((before.round, before.index))
            visits.withdrawn.add(before.round)

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
            # What another version called and these diagrams do not have any more is drawn nowhere.
            process, _ = found.get(outer, (None, ""))
            node = None if process is None else executable.nodes.get((process.id, element))
            if process is None or node is None or node.kind not in _SCOPES:
                continue
            called = node.called_element if isinstance(node, Activity) else None
            inner = executable.processes[called] if called else process
            found[scope] = (inner, called or element)
        return found

    def _silent(self, executable: Executable) -> set[str]:
        """Scopes in which everything ran automatically, so that no event may be about anything inside."""
        kinds = {id for (_, id), node in executable.nodes.items() if node.kind in _SCOPES}
        return {
            f"{scope}/{element}#{round_}".lstrip("/")
            for scope, elements in self.visits.items()
            for element, visits in elements.items()
            if element in kinds
            for round_ in visits.ended
        }


def is_told(type_: EventType) -> bool:
    """Whether the index needs the payload of events of a type: form values, the bulk of a history, it never needs."""
    return type_.names_flows or type_.visit is VisitEffect.MOVES


T = TypeVar("T", list[object], str)


def _told(data: str | None, name: str, kind: type[T]) -> T:
    payload = canonical_json.loads(data) if data else {}
    found = payload.get(name) if isinstance(payload, dict) else None
    return found if isinstance(found, kind) else kind()
