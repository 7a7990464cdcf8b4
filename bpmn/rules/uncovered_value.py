"""An answer for which no condition of a gateway holds, where no default flow is drawn: the instance stops there.

The finding names the answer. Draw a flow for it, or make one the default (10.5.2).
"""

from collections.abc import Iterator

from bpmn.dataflow.worlds import World
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.rules import Context, warning
from bpmn.rules._outcomes import Choice, choices, outcomes
from bpmn.rules._reads import called

CODE = "uncovered_value"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("One of the answers has no way."),
    why=lazy_gettext(
        "The form lets people give an answer for which no condition holds. Whoever gives it stops the instance."
    ),
    how=lazy_gettext("Draw a way for that answer, or make one of the ways the default."),
    wrong=Sketch(
        'start > ask > xor > approve [plan == "A"] > end; xor > reject [plan == "B"] > end3',
        forms={"ask": "select! plan A,B,C"},
    ),
    right=Sketch(
        'start > ask > xor > approve [plan == "A"] > end; xor > reject [default] > end3',
        forms={"ask": "select! plan A,B,C"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for choice in choices(context):
        world = None if choice.default else uncovered(choice)
        if world is not None:
            text = lazy_gettext(
                "With {answers}, no condition of {name} holds and the instance stops there. Draw a way for it, or "
                "make one the default.",
                answers=_answers(context, choice, world),
                name=context.label(choice.gateway),
            )
            yield warning(CODE, choice.gateway, text)


def uncovered(choice: Choice) -> World | None:
    """Data with which no condition holds, the plainest of them; None where there are none, or it cannot be told."""
    found = outcomes(choice.state, choice.conditions)
    worlds = [world for world, told in found.worlds if all(each is False for each in told)]
    return min(worlds, key=lambda world: sum(each in (None, "") for each in world.values()), default=None)


def covers_all(choice: Choice) -> bool:
    """Whether some condition holds whatever is answered."""
    found = outcomes(choice.state, choice.conditions)
    return found.complete and bool(found.worlds) and all(any(told) for _, told in found.worlds)


def _answers(context: Context, choice: Choice, world: World) -> Message:
    names = sorted(frozenset().union(*(each.names for each in choice.conditions)))
    told = [
        lazy_gettext("“{name}”: {value}", name=called(name, context.dataflow), value=_shown(choice, name, world))
        for name in names
    ]
    found = told[0]
    for other in told[1:]:
        found = lazy_gettext("{one} and {other}", one=found, other=other)
    return found


def _shown(choice: Choice, name: str, world: World) -> Message | str:
    value = world.get(name)
    for case in choice.state:
        for definition in case.of(name):
            kind = definition.kind
            if kind.labels and kind.values and value in kind.values:
                return kind.labels[kind.values.index(value)]
    if value in (None, "", []):
        return lazy_gettext("empty")
    if isinstance(value, bool):
        return lazy_gettext("yes") if value else lazy_gettext("no")
    return str(value)
