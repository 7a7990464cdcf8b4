"""A page for each finding: made of what is said of it, and of its examples, drawn or as lines, and judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bpmn.drawing import Words, draw
from bpmn.examples.explanation import Explanation, FileExplanation, Topic
from bpmn.examples.reports import found_in, report
from bpmn.examples.sketch import PROCESS, Sketch
from bpmn.explanations import explanations
from bpmn.findings import Finding, Severity
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Event, FlowNode, Process
from web.i18n import Translator
from web.texts.findings import told

TOPICS = {
    Topic.FLOW: lazy_gettext("How the steps follow one another"),
    Topic.DATA: lazy_gettext("Conditions, computations and data"),
    Topic.PEOPLE: lazy_gettext("People, forms and notices"),
    Topic.FORMS: lazy_gettext("What stands in forms"),
    Topic.TIME: lazy_gettext("Terms, waiting and repetition"),
    Topic.NOT_EXECUTED: lazy_gettext("What can be drawn and is not executed"),
    Topic.FILE: lazy_gettext("The file and the document"),
}
KINDS = {
    "adHocSubProcess": lazy_gettext("ad-hoc sub-process"),
    "businessRuleTask": lazy_gettext("business rule task"),
    "callActivity": lazy_gettext("calls another procedure"),
    "manualTask": lazy_gettext("manual task"),
    "receiveTask": lazy_gettext("receive task"),
    "scriptTask": lazy_gettext("script task"),
    "sendTask": lazy_gettext("send task"),
    "serviceTask": lazy_gettext("service task"),
    "task": lazy_gettext("task without a type"),
    "transaction": lazy_gettext("transaction"),
}
"""What is written above the name of a step, by its kind, where only who knows BPMN would see it."""


@dataclass(frozen=True)
class Picture:
    """An example: its drawing as SVG, or the lines of the file."""

    drawing: str = ""
    lines: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class Page:
    """The page of a finding. `told` is what is found in the wrong example, as it is told of a draft. Where nothing
    could show it, there are no examples."""

    explanation: Explanation | FileExplanation
    told: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    wrong: Picture | None = None
    right: Picture | None = None


def by_topic() -> Iterator[tuple[Message, list[tuple[str, Message]]]]:
    """The code and the sentence of every finding that there can be, by what it is about."""
    for topic, title in TOPICS.items():
        yield title, [(code, each.what) for code, each in explanations().items() if each.topic is topic]


@cache
def page(code: str, locale: str) -> Page | None:
    """The page of a finding in a language; None where none has that code."""
    gettext = Translator(locale)
    explanation = explanations().get(code)
    if explanation is None:
        return None
    if isinstance(explanation, FileExplanation):
        return _of_file(explanation, code, gettext)
    findings = [each for each in report(explanation.wrong, gettext.render).findings if each.code == code]
    marked = {each.element for each in findings if each.element}
    return Page(
        explanation,
        *_told(findings, gettext),
        _picture(explanation, explanation.wrong, marked, gettext, "wrong"),
        _picture(explanation, explanation.right, (), gettext, "right"),
    )


def _of_file(explanation: FileExplanation, code: str, gettext: Translator) -> Page:
    if explanation.wrong is None or explanation.right is None:
        return Page(explanation)
    findings = [each for each in found_in(explanation.wrong) if each.code == code]
    pictures = (Picture(lines=each.lines) for each in (explanation.wrong, explanation.right))
    return Page(explanation, *_told(findings, gettext), *pictures)


def _told(findings: list[Finding], gettext: Translator) -> tuple[tuple[str, ...], Severity]:
    """What is found, and how bad the worst of it is."""
    worst = max((each.severity for each in findings), key=list(reversed(Severity)).index)
    return tuple(dict.fromkeys(told(each, gettext) for each in findings)), worst


def _picture(explanation: Explanation, sketch: Sketch, marked: Iterable[str], gettext: Translator, id: str) -> Picture:
    if explanation.in_the_file:
        return Picture(lines=sketch.lines)
    part = sketch.part
    read = report(part or sketch, gettext.render).definitions
    process = next((each for each in read.processes if each.id == PROCESS), None) if read else None
    if process is None or not process.nodes:
        return Picture(lines=sketch.lines)
    marked = set(marked)
    title = gettext("Wrong") if id == "wrong" else gettext("Right")
    words = Words(title, _description(process, marked, gettext), lambda node: _kind(node, gettext))
    return Picture(drawing=draw(process, words, marked, id=id), is_part=part is not None)


def _kind(node: FlowNode, gettext: Translator) -> str:
    return gettext.render(KINDS[node.kind]) if node.kind in KINDS else ""


def _description(process: Process, marked: set[str], gettext: Translator) -> str:
    """Which step leads to which, for who does not see the drawing."""
    names = {node.id: node.name or node.id for node in process.nodes}
    hosts = {node.id: names.get(node.attached_to or "", "") for node in process.nodes if isinstance(node, Event)}
    told = []
    for flow in process.flows:
        way = gettext("from “{source}” to “{target}”", source=names[flow.source], target=names[flow.target])
        told.append(f"{way} ({flow.condition})" if flow.condition else way)
    for id, host in hosts.items():
        if host:
            told.append(gettext("“{event}” on the boundary of “{step}”", event=names[id], step=host))
    faults = [names[id] for id in names if id in marked]
    faults += [
        gettext("the way from “{source}” to “{target}”", source=names[flow.source], target=names[flow.target])
        for flow in process.flows
        if flow.id in marked
    ]
    text = "; ".join(told) + "."
    return f"{text} {gettext('Marked: {what}.', what=', '.join(faults))}" if faults else text
