"""What people and clients answered, asked of the form of that version again."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from .diagrams import BPMN
from .evidence import Event, Instance
from .feel_reading import Unjudged
from .findings import GONE, Findings
from .form_state import read
from .forms import Judge
from .language import say
from .places import told

if TYPE_CHECKING:
    from .diagrams import Diagrams
    from .execution import Run

FEW, MOST_SHOWN = 4, 80


class Answers:
    """The answers of one history. Only the first that a form refuses is named, at `refused`: what comes after may rest
    on it. `unjudged` is what could not be judged, by event."""

    def __init__(self, instance: Instance) -> None:
        self.files, self.office = instance.files, instance.office
        self.refused = 0
        self.found: list[tuple[int, str, str, str]] = []
        self.unjudged: dict[int, list[str]] = {}
        self.asked = True
        """Whether the forms are those that were used, so that they can be asked."""
        self.unlike = 0
        """The first answer of which it is not known what its form was over."""

    def look(self, event: Event, token: Any, run: "Run") -> None:
        """Judge an answer before its step is taken; `token` is the work that it was given to."""
        if self.refused or self.unlike or not self.asked:
            return
        seq, values, process = event["seq"], event["data"], run.diagrams.home[token.workflow.spec.name]
        node = run.diagrams.nodes[process, token.task_spec.bpmn_id]
        activity = node.find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}activity")
        name = None if activity is None else activity.get("form")
        if name is None:
            self.refuse(event, values)
            return
        path = f"forms/{process}/{run.diagrams.versions[process]}/{name}.form.json"
        try:
            moments = [event["at"], *([event["clock"]] if event.get("clock") else [])]
            today, works = date.fromisoformat(event["at"][:10]), partial(self.office.works, moments=moments)
            judge = Judge(read(self.files[path]), values, dict(token.data), today, works)
            refusals = judge.refusals()
        except (Unjudged, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
            self.unjudged[seq] = [f"{node.get('name') or say('un paso')} ({say('todo el formulario')})"]
            return
        if refusals and (run.merged or run.doubt):
            self.unlike = seq
        elif refusals:
            self.refused = seq
            self.found = [(seq, each.why, told(each.found)[:MOST_SHOWN], each.label) for each in refusals]
        elif judge.unjudged:
            self.unjudged[seq] = judge.unjudged

    def begin(self, event: Event, values: dict[str, Any], diagrams: "Diagrams", process: str) -> None:
        """Judge what was said before the instance began: to those fields of the form of its first step that ask for it
        then."""
        first = first_of(diagrams, process) if values else None
        if first is None:
            self.refuse(event, values)
        elif self.asked:
            path = f"forms/{process}/{diagrams.versions[process]}/{first}.form.json"
            try:
                components = list(at_start(read(self.files[path]).get("components", [])))
            except (Unjudged, KeyError, TypeError, ValueError, AttributeError):
                components = []
            if components:
                self._judge(event, {"components": components}, values, {}, say("el inicio"))
            else:
                self.refuse(event, values)

    def _judge(self, event: Event, form: dict[str, Any], values: Any, data: dict[str, Any], step: str) -> None:
        try:
            moments = [event["at"], *([event["clock"]] if event.get("clock") else [])]
            today, works = date.fromisoformat(event["at"][:10]), partial(self.office.works, moments=moments)
            judge = Judge(form, values, data, today, works)
            refusals = judge.refusals()
        except (Unjudged, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
            self.unjudged[event["seq"]] = [f"{step} ({say('todo el formulario')})"]
            return
        if refusals:
            self.refused = event["seq"]
            self.found = [(event["seq"], each.why, told(each.found)[:MOST_SHOWN], each.label) for each in refusals]
        elif judge.unjudged:
            self.unjudged[event["seq"]] = judge.unjudged

    def refuse(self, event: Event, values: dict[str, Any]) -> None:
        """Refuse whatever was answered where nothing is asked, as at the start."""
        if values:
            self.refused = event["seq"]
            self.found = [(event["seq"], GONE, told(value), name) for name, value in sorted(values.items())]

    def tell(self, findings: Findings) -> None:
        """Say what was found, and what was not judged."""
        for seq, why, found, label in self.found:
            findings.add("value_not_allowed", seq, why, found, label)
        if self.unjudged:
            said = list(dict.fromkeys(each for every in self.unjudged.values() for each in every))
            told_of = {"count": len(self.unjudged), "what": ", ".join(said[:FEW]) + (" …" if len(said) > FEW else "")}
            text = say(
                "respuestas de las que no se juzgó todo lo que pide su formulario: {count}; a saber: {what}", **told_of
            )
            findings.reserves.append(text)
        if self.unlike:
            why = say("SpiffWorkflow une de otro modo los datos de las ramas")
            text = say("desde el evento {seq} no se juzgaron las respuestas: {why}", seq=self.unlike, why=why)
            findings.reserves.append(text)


def first_of(diagrams: "Diagrams", process: str) -> str | None:
    """The name of the form of the step that is sure to come first in a process, done once; None where none is."""
    starts = [
        id_
        for (home, id_), node in diagrams.nodes.items()
        if home == process and node.tag == f"{BPMN}startEvent" and node.getparent().tag == f"{BPMN}process"
    ]
    flows = diagrams.flows.get((process, starts[0]), []) if len(starts) == 1 else []
    node = diagrams.nodes.get((process, flows[0].get("targetRef", ""))) if len(flows) == 1 else None
    if node is None or node.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None:
        return None
    activity = node.find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}activity")
    return None if activity is None else activity.get("form")


def at_start(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fields that are asked before the instance begins; those of a list or of an object belong to the step."""
    for each in components:
        if each["type"] == "group" and not each.get("path"):
            yield from at_start(each.get("components", []))
        elif (each.get("properties") or {}).get("start") in (True, "true") and "key" in each:
            yield each
