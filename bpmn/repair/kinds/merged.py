"""Ways that run at the same time and meet at a step that does not wait: what follows would be done twice (13.2.1)."""

from collections.abc import Iterator

from bpmn.kinds import GATEWAYS
from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.repair.splice import put_before

CODES = frozenset({"lack_of_synchronisation"})
ALL = "all"


def offers(file: File) -> Iterator[Offer]:
    for finding in file.found(*CODES):
        node = file.node(finding.element or "")
        if node is None or finding.repair is not None or node.kind in GATEWAYS or len(node.incoming) < 2:
            continue
        name = file.context.label(node)
        asked = Question(
            lazy_gettext("When does {name} begin?", name=name),
            (Choice(ALL, lazy_gettext("Once all the ways that lead to it have come")),),
            suggested=ALL,
        )
        text = lazy_gettext("Draw where the ways that lead to {name} meet.", name=name)
        yield Offer(f"merged:{node.id}", "merged", text, (node.id,), CODES, asked)


def make(file: File, offer: Offer, answer: str) -> None:
    node = file.node(offer.elements[0])
    if node is not None:
        put_before(file, node, "parallelGateway")
