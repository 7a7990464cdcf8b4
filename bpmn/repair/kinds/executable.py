"""A process that its tool calls only a drawing is marked as made to run."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Offer

CODES = frozenset({"not_executable"})


def offers(file: File) -> Iterator[Offer]:
    found = tuple(each.element for each in file.found(*CODES) if each.element)
    if found:
        yield Offer("executable", "executable", lazy_gettext("Mark the procedure as made to run."), found, CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    for id in offer.elements:
        file.element(id).set("isExecutable", "true")
