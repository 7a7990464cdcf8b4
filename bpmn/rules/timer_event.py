"""Timers wait in the middle of the flow or on the boundary of an activity, for what ISO 8601 can say (10.4.5).

A process is started by somebody and not by a date. What a timer says stands in its timeDate, timeDuration or timeCycle,
as it is (``P3D``) or as an expression that yields it.
"""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.expressions import ExpressionError, parse_expression
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.rules import Context, error, warning
from bpmn.timing import TooOften, read_timing
from bpmn.xml import Node

CODE = "timer_event"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("A clock stands where it cannot wait, or its time cannot be understood."),
    why=lazy_gettext(
        "A clock waits in the middle of the flow, or on the border of a step. People begin a "
        "procedure, and not a date; and a time that cannot be read never comes."
    ),
    how=lazy_gettext(
        "Put the clock after the start. Write three days as P3D, four hours as PT4H, a day as 2026-03-04."
    ),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<startEvent id="start"><timerEventDefinition>'
            "<timeDate>2026-03-04</timeDate></timerEventDefinition></startEvent>"
        ),
    ),
    right=Sketch(
        "start > timer > review > end",
        inside=(
            '<intermediateCatchEvent id="timer"><timerEventDefinition>'
            "<timeDuration>P3D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        ),
    ),
)

_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_ISO = re.compile(r"[-+]?(P[\dT]|R\d*/|\d)", re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if not any(definition.kind == "timer" for definition in event.definitions):
            continue
        if event.kind not in ("boundaryEvent", "intermediateCatchEvent"):
            text = lazy_gettext(
                "{name} has a timer, and nothing is begun or sent by one; put the timer in the flow, or on the edge "
                "of a task.",
                name=context.label(event),
            )
            yield error(CODE, event, text)
            continue
        for definition in context.elements[event.id].all("timerEventDefinition"):
            problem = _problem(definition, context.label(event))
            if problem:
                yield error(CODE, event, problem)
            elif definition.first("timeCycle") and (event.cancel_activity or event.kind != "boundaryEvent"):
                text = lazy_gettext(
                    "{name} would repeat, and there it happens only once; say how long it waits instead, or let it "
                    "not interrupt its activity.",
                    name=context.label(event),
                )
                yield warning(CODE, event, text)


def _problem(definition: Node, name: Message) -> Message | None:
    told = [(_KINDS[child.name], child.text.strip()) for child in definition.children if child.name in _KINDS]
    if len(told) != 1:
        return lazy_gettext(
            "{name} says its time in {count} ways; leave one: a date, how long, or how often.",
            name=name,
            count=len(told),
        )
    kind, text = told[0]
    try:
        read_timing(kind, text)
    except TooOften:
        return lazy_gettext("{name} would happen more than once a minute; leave at least a minute between.", name=name)
    except ValueError:
        return _unread(kind, text, name)
    return None


def _unread(kind: str, text: str, name: Message) -> Message | None:
    """What is wrong with a text that is no ISO 8601, unless it is an expression."""
    if not text:
        return _empty(kind, name)
    if not _ISO.match(text):
        try:
            parse_expression(text)
        except ExpressionError as problem:
            return lazy_gettext(
                "“{expression}” cannot be used: {problem}", expression=text[:80], problem=problem.message
            )
        return None
    match kind:
        case "date":
            return lazy_gettext(
                "The date of {name} is “{value}”; write it as 2026-03-04 or 2026-03-04T10:00.",
                name=name,
                value=text[:40],
            )
        case "duration":
            return lazy_gettext(
                "The time that {name} waits is “{value}”; write three days as P3D, four hours as PT4H, one month as "
                "P1M.",
                name=name,
                value=text[:40],
            )
        case _:
            return lazy_gettext(
                "How often {name} happens is “{value}”; write three times, every hour, as R3/PT1H, and every day as "
                "R/P1D.",
                name=name,
                value=text[:40],
            )


def _empty(kind: str, name: Message) -> Message:
    match kind:
        case "date":
            return lazy_gettext(
                "{name} does not say when; write a date, such as 2026-03-04 or 2026-03-04T10:00.", name=name
            )
        case "duration":
            return lazy_gettext("{name} does not say how long; write three days as P3D, four hours as PT4H.", name=name)
        case _:
            return lazy_gettext(
                "{name} does not say how often; write every day as R/P1D, three times, one each day, as R3/P1D.",
                name=name,
            )
