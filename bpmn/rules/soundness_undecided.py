"""A flow in which too much can happen at once to decide whether it always ends.

The game that finds deadlocks and work done twice (`bpmn.soundness`) is played only so far; what was found until then is
told all the same.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, warning
from bpmn.rules._soundness import problems

CODE = "soundness_undecided"
_KNOTS = "; ".join(  # eight loops that can each be entered at three places, all at once
    (
        "start > and; and2 > end",
        *(
            f"and > or1{n} > a{n} > xor2{n} > b{n} > or3{n} > xor4{n} > and2; "
            f"xor2{n} > c{n} > or1{n}; xor4{n} > d{n} > or1{n}; xor4{n} > e{n} > or3{n}"
            for n in range(10, 18)
        ),
    )
)
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("Too much can happen at once to check whether the flow always ends."),
    why=lazy_gettext(
        "Cauce plays the diagram in advance, in all the ways in which it can go. Where very "
        "many things can happen at the same time there are too many ways to try, and a "
        "gateway that waits for ever could go unnoticed."
    ),
    how=lazy_gettext(
        "Put parts of it into sub-processes, or do one thing after another where the order does not matter."
    ),
    wrong=Sketch(
        _KNOTS,
        part=Sketch(
            ("start > and > or > ask > xor3 > review [default] > and2 > end; xor3 > or [ok]; and > pay > and2"),
            forms={"ask": "checkbox ok"},
        ),
    ),
    right=Sketch("start > sub > end", within={"sub": "start2 > and > ask > and2 > end2; and > review > and2"}),
)


def check(context: Context) -> Iterator[Finding]:
    for _, node, _ in problems(context, "undecided"):
        text = lazy_gettext(
            "It could not be decided whether the instance always comes to an end: from {name} on too much can happen "
            "at once. Put parts of it into sub-processes.",
            name=context.label(node),
        )
        yield warning(CODE, node, text)
