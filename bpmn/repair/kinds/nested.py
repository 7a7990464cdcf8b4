"""Sub-processes of other kinds, made plain ones, and those in which nothing is drawn, made steps of somebody's."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Activity
from bpmn.repair.file import File
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.repair.splice import turn_into
from bpmn.xml import BPMN

CODES = frozenset({"start_event", "end_event", "ad_hoc_sub_process", "transaction"})
ALL = "all"


def offers(file: File) -> Iterator[Offer]:
    parents = {node.parent for node in file.context.nodes}
    for node in file.context.activities:
        name = file.context.label(node)
        if node.kind in ("subProcess", "transaction", "adHocSubProcess") and node.id not in parents:
            if not node.triggered_by_event:
                text = lazy_gettext("Let a person do {name}, a sub-process in which nothing is drawn.", name=name)
                yield Offer(f"nested:empty:{node.id}", "nested", text, (node.id,), CODES)
        elif node.kind == "transaction" and not _cancels(file, node):
            text = lazy_gettext("Make {name} a plain sub-process: nothing in it cancels it.", name=name)
            yield Offer(f"nested:plain:{node.id}", "nested", text, (node.id,), frozenset({"transaction"}))
        elif node.kind == "adHocSubProcess":
            asked = Question(
                lazy_gettext("Which of the steps of {name} are done?", name=name),
                (Choice(ALL, lazy_gettext("All of them, in any order")),),
                suggested=ALL,
            )
            text = lazy_gettext("Draw {name} so that all its steps can be done at the same time.", name=name)
            yield Offer(f"nested:any:{node.id}", "nested", text, (node.id,), frozenset({"ad_hoc_sub_process"}), asked)


def make(file: File, offer: Offer, answer: str) -> None:
    id = offer.elements[0]
    if offer.key.startswith("nested:empty:"):
        turn_into(file, id, "userTask")
        return
    element = file.element(id)
    for name in ("method", "ordering", "cancelRemainingInstances"):
        element.attrib.pop(name, None)
    for each in element.findall(f"{{{BPMN}}}completionCondition"):
        element.remove(each)
    turn_into(file, id, "subProcess")


def _cancels(file: File, transaction: Activity) -> bool:
    return any(
        transaction.id in (event.parent, event.attached_to) and any(each.kind == "cancel" for each in event.definitions)
        for event in file.context.events
    )
