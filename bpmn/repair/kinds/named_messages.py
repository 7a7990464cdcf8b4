"""A step or an event that sends a message and does not say which sends one that is called like itself."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.messages_sent import send
from bpmn.repair.offers import Offer

CODES = frozenset({"message_name"})


def offers(file: File) -> Iterator[Offer]:
    for id in dict.fromkeys(each.element for each in file.found(*CODES)):
        if id is not None and file.node(id) is not None:
            text = lazy_gettext("Name the message that {name} sends like itself.", name=file.label(id))
            yield Offer(f"named_messages:{id}", "named_messages", text, (id,), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    node = file.node(offer.elements[0])
    if node is not None:
        send(file, node.id, node.name)
