"""Executes the history in SpiffWorkflow as it comes, and compares what follows from each event with the record."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, SequentialMultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.exceptions import SpiffWorkflowException, TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from .answers import Answers
from .canonical import written
from .causes import why
from .client_links import Links
from .diagrams import BPMN, Diagrams
from .disposal import DISPOSED, Recorded, is_disposed, may_be_disposed
from .events import (
    BY_JOBS,
    BY_PEOPLE,
    CANCELLED,
    CAUSES,
    CHANGES,
    COMMENTS,
    CONSEQUENCES,
    HAPPENED,
    INCIDENTS,
    LINKS,
    MOVES,
    RETURNED,
    TOLD,
    TYPES,
    Diverged,
    Place,
    Stop,
    name_of,
    of_event,
    outline,
    place_of,
)
from .evidence import Event, Instance, told
from .findings import GONE, Findings
from .incidents import Incidents
from .language import say
from .moves import Move
from .returns import check_return
from .roles import check_roles
from .tokens import Competing, Timer, competing, disagree, event_of, is_alive, is_join, is_timer, passed_beside

MAX_DEPTH_OF_TREE = 1000


class Run:
    """One instance in SpiffWorkflow, nothing corrected, nothing left out.

    `waiting` is the work that SpiffWorkflow has ready and the timers that wait, by place; `open` is where something may
    still happen: nowhere once the instance is cancelled.
    """

    def __init__(self, instance: Instance) -> None:
        started = instance.events[0]["data"]
        self.instance, self.process = instance, started["process"]
        self.disposed = instance.excerpt or is_disposed(instance.events)
        self.recorded: Recorded | None = None
        self.workflow = self.load(started["versions"])
        self.waiting: dict[Place, Any] = {}
        self.open: set[Place] = set()
        self.places: dict[Any, Place] = {}
        self.counts: Counter[Any] = Counter()
        self.passages: list[tuple[Any, ...]] = []
        self.fired: set[Any] = set()
        self.end: str | None = None
        self.merged, self.doubt = False, ""
        self.links = Links(instance)
        self.incidents = Incidents()
        self.answers = Answers(instance)

    def load(self, versions: dict[str, int]) -> Any:
        """A workflow at the start of the diagrams of those versions."""
        self.diagrams = Diagrams(self.instance.files, versions)
        workflow = self.diagrams.workflow(self.process, by_record=self.disposed)
        if self.recorded is not None:
            self.recorded.diagrams = self.diagrams
            workflow.script_engine.recorded = self.recorded
        return workflow

    def obey(self, events: list[Event], position: int) -> int:
        """Do what the event at `position` says and compare what follows; gives how many events that were."""
        event, kind = events[position], events[position]["type"]
        somewhere = event["scope"] != "" or any(event[name] is not None for name in ("element", "pass", "index"))
        if (kind == "instance_started") != (position == 0) or (position == 0 and somewhere):
            raise Diverged(GONE, told(event))
        if self.disposed:
            self.recorded = Recorded(events[position + 1 :], self.diagrams, CONSEQUENCES)
            self.workflow.script_engine.recorded = self.recorded
        ends = kind == DISPOSED and not self.open and not somewhere and position == len(events) - 1
        if ends and may_be_disposed(events):
            return 1
        if kind in LINKS or kind in INCIDENTS or (kind in BY_PEOPLE and self.is_by_people(event)):
            return 1
        if kind in COMMENTS and not somewhere and event["actor"] is not None:
            return 1
        if kind in BY_JOBS and event["actor"] is None and place_of(event) in self.open:
            return 1
        if kind in MOVES and self.open and not somewhere:
            if kind == RETURNED:
                check_return(self, events, position)
            expected = Move(self, event).make()
        elif kind in CAUSES:
            expected = self.step(event)
        elif kind in CHANGES and self.open and not somewhere and event["actor"] is not None:
            expected = self.go_on(event, lambda: self.change(event), dict(self.waiting))
        elif kind == CANCELLED and self.open:
            expected = [self.withdrawn(place, self.waiting[place]) for place in self.open]
        else:
            raise Diverged(GONE, told(event))
        following = events[position + 1 : position + 1 + len(expected)]
        found = [of_event(each) for each in following]
        for number_, each in enumerate(following):
            happened = [each.get(name) for name in HAPPENED]
            if happened != [event["at"], event["clock"], event["channel"], None, None, None]:
                raise Diverged(f"{event['at']} {event['channel']}", told(each), position + 2 + number_)
        missing, left = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
        if missing or left:
            if self.doubt:
                raise Stop(self.doubt)
            first = next((n for n, each in enumerate(found) if each in left), len(found))
            raise Diverged(outline(missing), outline(left), position + 2 + first)
        if kind != CANCELLED:
            check_roles(following, self, position + 2)
        self.open = set() if kind == CANCELLED else set(self.waiting)
        return 1 + len(expected)

    def is_by_people(self, event: Event) -> bool:
        """Whether somebody did something to work that waited for it."""
        named = event["type"] != "user_task_assigned" or isinstance(event["data"].get("assignee"), str)
        return named and event["actor"] is not None and place_of(event) in self.open

    def step(self, event: Event) -> list[tuple[Any, ...]]:
        """Take the step that an event sets off; gives what history must tell after it."""
        before = dict(self.waiting)

        def act() -> None:
            if event["type"] == "instance_started":
                values = {} if self.disposed else event["data"]["values"]
                self.answers.begin(event, values, self.diagrams, self.process)
                self.workflow.task_tree.data.update(values)
                return
            if place_of(event) not in self.open:
                raise Diverged(", ".join(sorted(map(name_of, self.open))) or GONE, told(event))
            token = before.pop(place_of(event))
            if event["type"] == "timer_fired":
                self.fire(token)
            else:
                self.answers.look(event, token, self)
                token.data.update(event["data"])
            token.run()

        return self.go_on(event, act, before)

    def change(self, event: Event) -> None:
        """Give all that waits other values."""
        for token in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING | TaskState.STARTED):
            token.data.update(event["data"].get("values") or {})

    def go_on(self, event: Event, act: Callable[[], None], before: dict[Place, Any]) -> list[tuple[Any, ...]]:
        """Act, and run all that goes by itself; gives what history must tell. `before` is what waited."""
        self.passages, self.end = [], None
        try:
            act()
            self.workflow.do_engine_steps(self.entering, self.passed)
        except (WorkflowDataException, TaskNotFoundException, NameError) as error:
            raise Stop(say("SpiffWorkflow no sabe seguir con una actividad que se repite")) from error
        except SpiffWorkflowException as error:
            if "non-predicted" in str(error):
                raise Stop(say("SpiffWorkflow no sabe repetir una actividad justo después de un evento")) from error
            raise Diverged(told(event), str(error)) from error
        alive = self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
        found = (
            token for token in alive if is_timer(token) or (token.state == TaskState.READY and token.task_spec.manual)
        )
        self.waiting = {self.place(each): each for token in found for each in competing(token)}
        self.check_limits()
        expected = list(self.passages)
        expected += [self.withdrawn(place, token) for place, token in before.items() if place not in self.waiting]
        expected += [self.begun(place, token) for place, token in self.waiting.items() if place not in before]
        if not self.waiting:
            if not self.workflow.is_completed():
                raise Stop(self.doubt or say("SpiffWorkflow no encuentra cómo seguir"))
            expected.append(("instance_completed", self.end))
        return expected

    def fire(self, token: Any) -> None:
        """Let a timer happen."""
        if isinstance(token, Competing):
            token.happen()
            return
        definition = token.task_spec.event_definition
        if definition.kind == "cycle" and not getattr(token.task_spec, "cancel_activity", True):
            raise Stop(say("un temporizador que se repite"))
        token.internal_data["event_fired"] = True
        token.task_spec._update(token)

    def withdrawn(self, place: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what does not wait any more."""
        return "timer_withdrawn" if isinstance(event_of(token), Timer) else "user_task_withdrawn", name_of(place), ()

    def begun(self, place: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what waits from now on."""
        process, id_ = self.diagrams.home[token.workflow.spec.name], token.task_spec.bpmn_id
        if is_timer(token):
            return "timer_set", name_of(place), (process, event_of(token).kind)
        name = self.diagrams.nodes[process, id_].get("name") or id_
        return "user_task_enabled", name_of(place), (process, name, self.diagrams.lanes.get((process, id_)))

    def entering(self, token: Any) -> None:
        """About to go through what goes by itself."""
        if token.state != TaskState.READY:
            raise Stop(say("SpiffWorkflow sigue con lo que ya se había cancelado"))
        if isinstance(token.task_spec, UnstructuredJoin) and any(map(is_alive, passed_beside(token))):
            raise Stop(say("SpiffWorkflow borra lo que sigue a otra ficha que pasó por la misma compuerta"))
        self.check_limit(token)

    def check_limits(self) -> None:
        """Raise Stop where SpiffWorkflow, as it comes, is known to go wrong."""
        for token in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING):
            self.check_limit(token)
            if token.depth >= MAX_DEPTH_OF_TREE:
                raise Stop(say("SpiffWorkflow no ve más allá de mil pasos de profundidad"))

    def check_limit(self, token: Any) -> None:
        """As `check_limits`, for one token."""
        if is_join(token):
            self.merged = True
            if (token.workflow, token.task_spec.name) in self.fired:
                raise Stop(say("SpiffWorkflow cuenta otra vez lo que ya llegó a una unión"))
            if disagree(token):
                self.doubt = say("SpiffWorkflow une de otro modo los datos de las ramas")
        elif isinstance(token.task_spec, SequentialMultiInstanceTask):
            self.doubt = say("SpiffWorkflow se detiene en un elemento vacío de una lista")
        if isinstance(token.task_spec, LoopTask) and getattr(token.task_spec, "data_output", None) is None:
            self.merged = True
            self.doubt = say("SpiffWorkflow une de otro modo los datos de una actividad que se repite")

    def passed(self, token: Any) -> None:
        """Something went by itself."""
        spec = token.task_spec
        if is_join(token):
            self.fired.add((token.workflow, spec.name))
        if isinstance(spec, EndEvent) and token.workflow is self.workflow:
            self.end = spec.bpmn_id
        if getattr(spec, "bpmn_id", None) is None or isinstance(spec, LoopTask):
            return
        if isinstance(token.parent.task_spec, EventBasedGateway):
            return  # history told of it when it happened
        process = self.diagrams.home[token.workflow.spec.name]
        node = self.diagrams.nodes[process, spec.bpmn_id]
        kind = etree.QName(node).localname
        flows = self.flows_taken(token, process, kind)
        if flows or kind in TOLD or node.find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}notification") is not None:
            message = kind.endswith("Event") and node.find(BPMN + "messageEventDefinition") is not None
            type_ = "message_sent" if message else TYPES.get(kind, "element_completed")
            self.passages.append((type_, name_of(self.place(token)), flows))

    def flows_taken(self, token: Any, process: str, kind: str) -> tuple[str, ...]:
        """The sequence flows taken out of a gateway where there was a choice."""
        outgoing = self.diagrams.flows.get((process, token.task_spec.bpmn_id), [])
        if kind not in ("exclusiveGateway", "inclusiveGateway") or len(outgoing) < 2:
            return ()
        targets = {child.task_spec.name.removesuffix(".BoundaryEventSplit") for child in token.children}
        return tuple(flow.get("id") for flow in outgoing if flow.get("targetRef") in targets)

    def place(self, token: Any) -> Place:
        """The place of a token, given at first sight."""
        if token.id not in self.places:
            scope, parent, element = self.scope(token.workflow), token.parent, token.task_spec.bpmn_id
            if parent is not None and getattr(parent.task_spec, "task_spec", None) == token.task_spec.name:
                index = token.internal_data.get("key_or_index", token.internal_data.get("iteration"))
                if not isinstance(index, int):
                    index = self.counts["given", parent.id]
                    self.counts["given", parent.id] += 1
                self.places[token.id] = scope, element, self.place(parent)[2], index
            else:
                self.counts[scope, element] += 1
                self.places[token.id] = scope, element, self.counts[scope, element], None
        return self.places[token.id]

    def scope(self, workflow: Any) -> str:
        """The path of the calls and sub-processes that a workflow stands in."""
        if workflow is self.workflow:
            return ""
        return name_of(self.place(self.workflow.get_task_from_id(workflow.parent_task_id)))


def execute(instance: Instance, findings: Findings) -> None:
    """Execute the history, comparing what follows from each event with what was recorded."""
    seq, run = 0, None
    try:
        run = Run(instance)
        run.answers.asked = "form_changed" not in findings.kinds() and not run.disposed
        position = 0
        while position < len(instance.events):
            seq = position + 1
            run.links.look(instance.events[position], run)
            run.incidents.look(instance.events[position], run)
            position += run.obey(instance.events, position)
        run.links.look(None, run)
        run.incidents.look(None, run)
    except Stop as stop:
        if is_disposed(instance.events) and not may_be_disposed(instance.events):
            findings.add("execution_diverged", len(instance.events), GONE, DISPOSED)
        findings.reserves.append(say("se ejecutó hasta el evento {seq}: {why}", seq=seq - 1, why=stop))
    except Diverged as diverged:
        findings.add("execution_diverged", diverged.seq or seq, diverged.expected, diverged.found)
    except Exception as error:  # whatever an event or a diagram that nobody wrote makes of the code that reads it
        findings.add("execution_diverged", seq, say("un evento que se entienda"), why(error))
    else:
        check_state(instance.state.get("data"), run, findings)
    finally:
        if run is not None:
            run.answers.tell(findings)


def check_state(stored: Any, run: Run, findings: Findings) -> None:
    """What the stored snapshot says, against what executing gives."""
    if stored is None or run.disposed:
        if stored is not None:
            findings.add("snapshot_changed", None, GONE, written(stored)[:200])
        return
    again = {name_of(place): dict(token.data) for place, token in run.waiting.items()} or {"": run.workflow.data}
    if written(stored) == written(again):
        return
    if run.merged:
        findings.reserves.append(say("el estado guardado no se comparó: SpiffWorkflow une de otro modo datos de ramas"))
        return
    places = again.keys() | stored.keys() if isinstance(stored, dict) else again.keys()
    for place in sorted(places):
        expected, found = again.get(place), stored.get(place) if isinstance(stored, dict) else stored
        if expected != found:
            findings.add("snapshot_changed", None, written(expected)[:200], written(found)[:200], place)
