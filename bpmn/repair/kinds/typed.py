"""Steps without a type that belong to somebody are steps of theirs: they come to an inbox, and may ask something."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import turn_into

CODES = frozenset({"untyped_task"})


def offers(file: File) -> Iterator[Offer]:
    steps = [each for each in file.context.activities if each.kind == "task" and (each.lane or each.potential_owners)]
    if steps:
        text = lazy_gettext("Make the steps without a type steps of a person (user tasks).")
        yield Offer("typed", "typed", text, tuple(each.id for each in steps), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    for id in offer.elements:
        turn_into(file, id, "userTask")
