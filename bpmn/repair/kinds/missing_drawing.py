"""What would be executed and nobody sees is drawn: the whole laid out from left to right, or what is missing of it."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.laid_out import draw_missing, draw_process, undrawn
from bpmn.repair.offers import Offer

CODES = frozenset({"not_drawn"})


def offers(file: File) -> Iterator[Offer]:
    for process in file.processes:
        missing = undrawn(file, process)
        name = file.context.label(process)
        if len(missing) == len(process.nodes) + len(process.flows):
            text = lazy_gettext("Draw {name} from left to right, each step in its lane.", name=name)
            yield Offer(f"missing_drawing:all:{process.id}", "missing_drawing", text, (process.id,), CODES)
        elif missing:
            text = lazy_gettext("Draw what is missing in the drawing of {name}.", name=name)
            elements = (process.id, *(each.id for each in missing))
            yield Offer(f"missing_drawing:some:{process.id}", "missing_drawing", text, elements, CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    process = next(each for each in file.processes if each.id == offer.elements[0])
    if offer.key.startswith("missing_drawing:all:"):
        draw_process(file, process)
    else:
        draw_missing(file, process)
