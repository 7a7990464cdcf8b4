"""All that can be repaired of a file, made and offered.

The repairs stand in the order in which one needs the other: what is not found has no arrows, and what has no arrows has
no drawing. What one makes may be what another looks for, so they are gone through again until nothing changes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import cast

from bpmn.reader import read
from bpmn.repair.file import File
from bpmn.repair.offers import Given, Offer, RepairKind
from bpmn.xml import MAX_BYTES

ORDER = (
    "numbers", "prefixes", "comments", "identifiers", "dangling", "ours", "executable", "links", "nested", "loops",
    "passed_over", "plain_events", "first_event", "received", "machine", "timers", "left_out", "explicit", "starts",
    "thrown", "reported", "named_messages", "default_way", "carried", "decided", "asked", "merged", "lanes",
    "performers", "typed", "missing_drawing",
)  # fmt: skip
MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A repair that was made, with the answer it was made with; that of one that asks nothing is empty."""

    offer: Offer
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A diagram after its repairs. `forms` are those that were made for it, by id; `made` the repairs in their order;
    `offered` those that can be made now."""

    diagram: bytes
    forms: Mapping[str, bytes] = field(default_factory=dict)
    made: tuple[Made, ...] = ()
    offered: tuple[Offer, ...] = ()

    @property
    def questions(self) -> tuple[Offer, ...]:
        """What is offered and asks something."""
        return tuple(each for each in self.offered if each.question is not None)


@cache
def kinds() -> Mapping[str, RepairKind]:
    """The repairs by name, in the order in which they are made."""
    return {name: cast(RepairKind, import_module(f"bpmn.repair.kinds.{name}")) for name in ORDER}


def repair(
    diagram: bytes,
    forms: Mapping[str, bytes] | None = None,
    given: Given | None = None,
    *,
    wanted: Collection[str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Repaired:
    """Repair a diagram. Never raises; what cannot be read stays as it is and is offered nothing.

    `wanted` are the keys of the repairs to make that ask nothing, None for all of them; `answers` those of the ones
    that ask something, by key. A key that nothing is offered under, and an answer that is none, are passed over. The
    bytes are the same where nothing is made.
    """
    answers = answers or {}
    if len(diagram) > MAX_BYTES or read(diagram).definitions is None:
        return Repaired(diagram)
    file = File(diagram, forms or {}, given or Given())
    made: list[Made] = []
    done: set[str] = set()
    for _ in range(MOST_ROUNDS):
        before = len(made)
        for kind in kinds().values():
            for offer in list(kind.offers(file)):
                answer = _answer(offer, wanted, answers)
                if answer is not None and offer.key not in done:
                    kind.make(file, offer, answer)
                    file.changed()
                    done.add(offer.key)
                    made.append(Made(offer, answer))
        if len(made) == before:
            break
    offered = tuple(each for kind in kinds().values() for each in kind.offers(file) if each.key not in done)
    return Repaired(file.data if made else diagram, dict(file.made), tuple(made), offered)


def _answer(offer: Offer, wanted: Collection[str] | None, answers: Mapping[str, str]) -> str | None:
    """With what a repair is to be made; None where it is not."""
    if offer.question is None:
        return "" if wanted is None or offer.key in wanted else None
    answer = answers.get(offer.key)
    return answer if answer is not None and offer.question.takes(answer) else None
