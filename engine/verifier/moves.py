"""A move of an instance to other versions of its diagrams."""

import copy
from collections import Counter
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState

from .canonical import canonical
from .diagrams import bare, reached
from .events import RETURNED, Diverged, Place, name_of
from .evidence import Event, told
from .findings import GONE
from .language import say
from .likeness import likeness, timing
from .tokens import (
    LIVE,
    Timer,
    arrivals,
    belongs,
    competing,
    event_of,
    is_end,
    is_instance,
    is_meeting,
    planted,
    spec_of,
)

if TYPE_CHECKING:
    from .execution import Run


class Move:
    """A move to other versions, on purpose made in another way than by Cauce: nothing is rewritten, but each token that
    waits is planted in a new run of SpiffWorkflow, where SpiffWorkflow itself would have it.

    What waits where branches meet is planted with the way by which it came, found in both diagrams; an activity that
    repeats with the instances that are under way; a choice between events with those that wait on. All that is taken
    as it was recorded is the mapping, and every entry of it must have been needed.
    """

    def __init__(self, run: "Run", event: Event) -> None:
        self.run, self.event, self.data = run, event, event["data"]
        self.mapping: dict[str, str] = self.data["mapping"]
        self.used: set[str] = set()
        self.old, self.old_diagrams, self.places = run.workflow, run.diagrams, run.places
        self.before = dict(run.waiting)
        self.carried: list[tuple[Place, Place, Any]] = []
        self.begins: list[tuple[Any, Any, dict[str, Any]]] = []
        self.joins: list[Any] = []

    def make(self) -> list[tuple[Any, ...]]:
        """Move the run; gives what history must tell of it."""
        run = self.run
        if self.data["from"] != run.diagrams.versions:
            raise Diverged(canonical(run.diagrams.versions), canonical(self.data["from"]))
        if not (self.run.disposed or isinstance(self.data["reason"], str)) or not isinstance(self.event["actor"], str):
            raise Diverged(say("quién y por qué"), told(self.event))
        given = {key: count for key, count in run.counts.items() if key[0] != "given"}
        run.workflow = run.load(self.data["to"])
        run.places, run.fired, run.counts = {}, set(), Counter(given)
        self.scope(self.old, run.workflow, ("", ""))
        elements = {id_ for _, id_ in run.diagrams.nodes}
        if self.used != self.mapping.keys() or not elements.issuperset(self.data["waived"]):
            raise Diverged(canonical(sorted(self.used)), canonical(sorted(self.mapping)))
        went_on = {old for old, _, _ in self.carried}
        gone = [run.withdrawn(place, token) for place, token in self.before.items() if place not in went_on]
        told_of = [self.moved(old, new, token) for old, new, token in self.carried]
        now = {old: new for old, new, _ in self.carried}
        run.links.move(now, self.data["digests"])
        run.incidents.move(now)
        return [*told_of, *gone, *run.go_on(self.event, self.begin, {new: token for _, new, token in self.carried})]

    def moved(self, old: Place, new: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what waits on."""
        type_, name, said = self.run.begun(new, token)
        if type_ == "timer_set":
            return "timer_moved", name, (name_of(old), said[0])
        return "user_task_moved", name, (name_of(old), *said)

    def begin(self) -> None:
        """Let begin what begins anew, and go on what waits for less than it did."""
        for workflow, spec, data in self.begins:
            token = planted(workflow, spec, workflow.task_tree, TaskState.FUTURE, data)
            token.task_spec._update(token)
        for token in self.joins:
            if token.state == TaskState.WAITING:
                token.task_spec._update(token)

    def scope(self, old: Any, new: Any, paths: tuple[str, str]) -> None:
        """Plant the tokens of a process or a sub-process; `paths` are what it was called, and is."""
        before, after = paths
        self.run.counts = Counter({
            (after if scope == before else scope, element): count for (scope, element), count in self.run.counts.items()
        })  # fmt: skip
        new.task_tree._drop_children(force=True)
        new.task_tree._state = TaskState.COMPLETED
        for token in list(TaskIterator(old.task_tree, state=LIVE)):
            if token.workflow is not old or isinstance(token.task_spec, BoundaryEvent) or is_instance(token):
                continue  # goes with the activity that it belongs to
            if token.task_spec.bpmn_id is not None:
                self.plant(token, new, paths)
            elif isinstance(token.task_spec, UnstructuredJoin):
                end = next(spec for spec in new.spec.task_specs.values() if is_end(spec))
                self.meet(token, new, end)

    def plant(self, token: Any, new: Any, paths: tuple[str, str]) -> None:
        """Put a token, with what hangs on its boundary and what goes on inside, where it is in the new diagram."""
        element = token.task_spec.bpmn_id
        target = self.mapping.get(element, element)
        if element in self.mapping:
            self.used.add(element)
            if not target:
                return
        spec = spec_of(new, target)
        old_node = self.old_node(token, element)
        new_node = self.run.diagrams.nodes.get((self.run.diagrams.home[new.spec.name], target))
        if spec is None or new_node is None or belongs(spec):
            raise Diverged(GONE, f"{element} → {target}")
        guard = new.spec.task_specs.get(f"{spec.name}.BoundaryEventSplit")
        same = likeness(token.task_spec, old_node) == likeness(spec, new_node)
        if not same and (element not in self.mapping or is_meeting(spec)):
            raise Diverged(GONE, f"{element} → {target}")
        again = isinstance(event_of(token), Timer) and timing(old_node) != timing(new_node)
        anew = element in self.mapping and self.event["type"] == RETURNED
        if not same or again or anew:
            arrived = arrivals(token) if isinstance(token.task_spec, UnstructuredJoin) else [token]
            self.begins += [(new, guard or spec, each.data if each is token else each.parent.data) for each in arrived]
        elif isinstance(spec, UnstructuredJoin):
            self.meet(token, new, spec)
        elif isinstance(spec, EventBasedGateway):
            self.compete(token, planted(new, spec, new.task_tree, token.state, token.data), paths[1])
        else:
            self.go_on(token, new, spec, guard, paths)

    def go_on(self, token: Any, new: Any, spec: Any, guard: Any, paths: tuple[str, str]) -> None:
        """Plant what goes on as it was: an activity or a timer."""
        place = self.place(token, spec.bpmn_id, paths[1])
        if guard is None:
            main = planted(new, spec, new.task_tree, token.state, token.data)
        else:
            split = planted(new, guard, new.task_tree, TaskState.FUTURE, {})  # what hangs on it has its own data
            split._state = TaskState.COMPLETED
            main = next(child for child in split.children if child.task_spec is spec)
            main._state, main.data = token.state, copy.deepcopy(token.data)
            self.boundary(split, main, token, paths[1])
        self.stand(token, main, place)

    def stand(self, token: Any, main: Any, place: Place) -> None:
        """Note where a planted token stands, and plant what it has started."""
        self.run.places[main.id] = place
        if isinstance(main.task_spec, LoopTask):
            self.repeat(token, main, place)
        elif isinstance(main.task_spec, SubWorkflowTask):
            inner = self.run.workflow.create_subprocess(main, main.task_spec.spec)
            inner.completed_event.connect(main.task_spec._on_subworkflow_completed, main)
            self.scope(self.old.subprocesses[token.id], inner, (name_of(self.places[token.id]), name_of(place)))
        else:
            self.carried.append((self.places[token.id], place, main))

    def repeat(self, token: Any, main: Any, place: Place) -> None:
        """Plant the instances that are under way of an activity that repeats, with the count of those that are over."""
        loop = main.task_spec
        spec = main.workflow.spec.task_specs[loop.task_spec]
        if not spec.completed_event.is_connected(loop.merge_child):
            spec.completed_event.connect(loop.merge_child)
        main.internal_data = copy.deepcopy(token.internal_data)
        over = [child for child in token.children if is_instance(child)]
        self.run.counts["given", main.id] = sum(child.id in self.places for child in over)
        for child in over:
            if not child.state & LIVE:
                continue
            instance = Task(main.workflow, spec, main, child.state)
            instance.triggered, instance.data = True, copy.deepcopy(child.data)
            instance.internal_data = copy.deepcopy(child.internal_data)
            self.stand(child, instance, (place[0], place[1], place[2], self.places[child.id][3]))

    def meet(self, token: Any, new: Any, spec: Any) -> None:
        """Plant what has arrived where branches meet, each behind what it came from: the last to arrive waits for all,
        as SpiffWorkflow has it. At the end it does not matter by which way."""
        for each in arrivals(token):
            before = spec.inputs[0] if is_end(spec) else self.way(each, new, spec)
            above = Task(new, before, new.task_tree, TaskState.COMPLETED)
            above.data = copy.deepcopy(each.parent.data)
            here = planted(new, spec, above, TaskState.WAITING, each.data)
            if each is token:
                self.joins.append(here)
            else:
                here._drop_children(force=True)
                here._state = TaskState.CANCELLED

    def way(self, token: Any, new: Any, spec: Any) -> Any:
        """What stands before a meeting in the new diagram, for a token that waits there: the source of the flow by
        which it came, or the element it came from, or the only new way that can be reached from that."""
        home, element = self.old_diagrams.home[token.workflow.spec.name], token.task_spec.bpmn_id
        before = [(flow.get("id"), bare(source)) for (process, source), flows in self.old_diagrams.flows.items()
                  for flow in flows if process == home and bare(flow.get("targetRef")) == element]  # fmt: skip
        self.used |= {source for _, source in before} & self.mapping.keys()
        came = bare(token.parent.task_spec.name)
        origin, ways = self.mapping.get(came, came), self.run.diagrams.ways(new)
        into = [(id_, source) for id_, source, target in ways if target == spec.bpmn_id]
        ids = {id_ for id_, source in before if source == came}
        known = {id_ for id_, _ in before}
        sources = {self.mapping.get(source, source) for _, source in before}
        ahead = reached(origin, [(source, target) for _, source, target in ways], spec.bpmn_id)
        for found in (
            [source for id_, source in into if id_ in ids],
            [source for _, source in into if source == origin],
            [source for id_, source in into if id_ not in known and source not in sources and source in ahead],
        ):
            if found:
                before_it = [each for each in spec.inputs if bare(each.name) == found[0]]
                if len(found) == 1 and before_it:
                    return before_it[0]
                break
        raise Diverged(GONE, f"{came} → {element}")

    def compete(self, token: Any, main: Any, path: str) -> None:
        """Let go on those of the events that a choice waits for which say the same; the others begin anew."""
        was = self.now_called({each.task_spec.bpmn_id: each for each in competing(token)})
        for each in competing(main):
            id_ = each.task_spec.bpmn_id
            old = was.get(id_)
            if old is not None and self.says_the_same(old, each):
                place = self.place(old, id_, path)
                self.run.places[each.id] = place
                self.carried.append((self.places[old.id], place, each))

    def boundary(self, split: Any, main: Any, token: Any, path: str) -> None:
        """What hangs on the boundary of a planted activity: what waited and says the same, and what is new."""
        element, home = token.task_spec.bpmn_id, self.old_diagrams.home[token.workflow.spec.name]
        beside = token.parent.children if isinstance(token.parent.task_spec, BoundaryEventSplit) else []
        waited = {each.task_spec.bpmn_id: each for each in beside if each.state & LIVE}
        known = self.now_called({id_: waited.get(id_) for (process, id_), node in self.old_diagrams.nodes.items()
                                 if process == home and bare(node.get("attachedToRef", "")) == element})  # fmt: skip
        for child in split.children:
            if child is main:
                continue
            id_ = child.task_spec.bpmn_id
            was = known.get(id_)
            if was is None and id_ in known:
                child._drop_children(force=True)
                child._state = TaskState.CANCELLED  # it has happened, or was decided not to
                continue
            child._state, child.data = TaskState.WAITING, copy.deepcopy(main.data)
            if was is not None and self.says_the_same(was, child):
                child.internal_data, child.data = dict(was.internal_data), copy.deepcopy(was.data)
                place = self.run.places[child.id] = self.place(was, id_, path)
                self.carried.append((self.places[was.id], place, child))

    def now_called(self, events: dict[str, Any]) -> dict[str, Any]:
        """Events of an activity or a choice by what they are called in the new diagram; those that are to end keep
        their names, with nothing that waits."""
        self.used |= events.keys() & self.mapping.keys()
        found = {}
        for id_, token in events.items():
            target = self.mapping.get(id_, id_)
            found[target or id_] = token if target else None
        return found

    def says_the_same(self, old: Any, new: Any) -> bool:
        """Whether a timer says what it said."""
        now = self.run.diagrams
        node = now.nodes[now.home[new.workflow.spec.name], new.task_spec.bpmn_id]
        return timing(self.old_node(old, old.task_spec.bpmn_id)) == timing(node)

    def old_node(self, token: Any, element: str) -> Any:
        """An element of the diagram on which a token stood before."""
        return self.old_diagrams.nodes[self.old_diagrams.home[token.workflow.spec.name], element]

    def place(self, token: Any, target: str, scope: str) -> Place:
        """The place that a token has in the new diagram: another time round where it is another element."""
        _, element, number, index = self.places[token.id]
        if target != element:
            self.run.counts[scope, target] += 1
            number = self.run.counts[scope, target]
        return scope, target, number, index
