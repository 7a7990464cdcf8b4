"""Positions of the drawing that some tools write with a decimal comma."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.xml import DC, DI

CODES = frozenset({"drawing_numbers"})


def offers(file: File) -> Iterator[Offer]:
    if any(file.found(*CODES)):
        text = lazy_gettext("Write the positions of the drawing with a decimal point.")
        yield Offer("numbers", "numbers", text, codes=CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    for name in (f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"):
        for each in file.tree.root.iter(name):
            for attribute in ("x", "y", "width", "height"):
                if "," in each.get(attribute, ""):
                    each.set(attribute, each.get(attribute).replace(",", "."))
