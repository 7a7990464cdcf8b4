"""The one arrow of a decision that says nothing is the way that is taken when no other condition holds."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.repair.file import File
from bpmn.repair.offers import Offer

CODES = frozenset({"missing_condition"})


def offers(file: File) -> Iterator[Offer]:
    for node in file.context.nodes:
        if not isinstance(node, Gateway) or node.kind not in ("exclusiveGateway", "inclusiveGateway") or node.default:
            continue
        flows = file.leaving(node)
        silent = [flow for flow in flows if not flow.condition]
        if len(silent) == 1 < len(flows):
            text = lazy_gettext("Make {flow} the default way: no other says nothing.", flow=file.label(silent[0].id))
            yield Offer(f"default_way:{node.id}", "default_way", text, (silent[0].id, node.id), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    flow, node = offer.elements
    file.element(node).set("default", flow)
