"""Steps that a program of another tool would do: a person does them, or another system is told and it goes on."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.messages_sent import send
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.repair.splice import turn_into

CODES = frozenset({"service_task", "business_rule_task", "script", "unknown_call"})
PERSON, TELL = "person", "tell"
_KINDS = {"serviceTask": "service_task", "businessRuleTask": "business_rule_task"}


def offers(file: File) -> Iterator[Offer]:
    scripts = {each.element for each in file.found("script")}
    unknown = {each.element for each in file.found("unknown_call")}
    for node in file.context.nodes:
        if node.kind in _KINDS:
            code = _KINDS[node.kind]
        elif node.kind == "scriptTask" and node.id in scripts:
            code = "script"
        elif node.id in unknown:
            code = "unknown_call"
        else:
            continue
        name = file.context.label(node)
        choices = [
            Choice(PERSON, lazy_gettext("A person does it, and says when it is done")),
            Choice(TELL, lazy_gettext("Another system is told, and it goes on at once")),
        ]
        if node.kind == "callActivity":
            choices = choices[:1] + [Choice(f"call:{id}", each) for id, each in sorted(file.given.procedures.items())]
            asked = lazy_gettext("Which procedure does {name} call?", name=name)
            text = lazy_gettext("Call a procedure that is here at {name}, or let a person do it.", name=name)
        else:
            asked = lazy_gettext("Who does {name}?", name=name)
            text = lazy_gettext("Let a person do {name}, or tell another system.", name=name)
        yield Offer(
            f"machine:{node.id}",
            "machine",
            text,
            (node.id,),
            frozenset({code}),
            Question(asked, tuple(choices), suggested=PERSON),
        )


def make(file: File, offer: Offer, answer: str) -> None:
    id = offer.elements[0]
    node = file.node(id)
    if node is None:
        return
    if answer.startswith("call:"):
        file.element(id).set("calledElement", answer.removeprefix("call:"))
    elif answer == TELL:
        turn_into(file, id, "sendTask")
        send(file, id, node.name)
    else:
        turn_into(file, id, "userTask")
