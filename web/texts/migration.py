"""What is said of moving an opportunity to the version in force: verdicts, and the reasons why one does not move."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from engine.execution.compiler import Executable
from engine.migration.planning import Reason, Verdict, Why

VERDICTS: Mapping[Verdict, Message] = {
    Verdict.MOVES: lazy_gettext("Moves by itself"),
    Verdict.DECISION: lazy_gettext("Needs a decision"),
    Verdict.IMPOSSIBLE: lazy_gettext("Cannot move"),
}
_LIKELY = lazy_gettext(
    "It waits at «{step}», which the new version does not have any more; it seems to be «{now}» now. Say whether it "
    "goes on there, or at which other step."
)
_REDRAWN = lazy_gettext(
    "It waits at «{step}», which is drawn anew in the new version, with the same name. Say whether it goes on there, "
    "or at which other step."
)
UNNAMED = lazy_gettext("a step without a name")

REASONS: Mapping[Reason, Message] = {
    Reason.STEP_GONE: lazy_gettext(
        "It waits at «{step}», which the new version does not have any more. Say at which step it goes on."
    ),
    Reason.PLACE_CHANGED: lazy_gettext(
        "It waits at «{step}», which stands in another part of the new version. Say at which step it goes on."
    ),
    Reason.KIND_CHANGED: lazy_gettext(
        "It waits at «{step}», which is done in another way in the new version. Say at which step it goes on; at the "
        "same one, it begins anew."
    ),
    Reason.WAYS_CHANGED: lazy_gettext(
        "A part of it is done and waits for the others before «{step}», where in the new version that part does not "
        "arrive any more. Say at which step it goes on."
    ),
    Reason.NO_TARGET: lazy_gettext("From «{step}» it cannot go on there: choose a step that somebody does."),
    Reason.ANSWER_MISSING: lazy_gettext(
        "The new version asks «{step}» before, and needs its answer further on. Send it to that step, or decide to go "
        "on without it."
    ),
    Reason.ANSWER_ADDED: lazy_gettext(
        "The new version asks something more at «{step}», which is done already, and needs it further on. Send it "
        "back to that step, or decide to go on without it."
    ),
    Reason.CANNOT_FINISH: lazy_gettext(
        "It would wait for ever before «{step}», for parts that in this opportunity never began. It can end on its own "
        "version only, or be cancelled."
    ),
    Reason.CANNOT_GO_ON: lazy_gettext("The new version stops at «{step}»: {message}"),
    Reason.UNREADABLE: lazy_gettext(
        "Its history does not verify, so nobody knows for certain where it stands. See it in Audit first; it goes on "
        "with its own version."
    ),
}
NOWHERE = lazy_gettext("The new version cannot go on: {message}")


def reason_text(why: Why, old: Executable, new: Executable) -> Message:
    """Why an opportunity does not move by itself, with the name of the step that it is about."""
    message = "" if why.message is None else why.message
    if why.element is None:
        return (NOWHERE if why.reason is Reason.CANNOT_GO_ON else REASONS[why.reason]).with_values({"message": message})
    values = {"step": step_name(why, old, new), "message": message}
    if why.likely is not None:
        now = new.node(why.process_id, why.likely).name or UNNAMED
        return (_REDRAWN if now == values["step"] else _LIKELY).with_values({**values, "now": now})
    return REASONS[why.reason].with_values(values)


def step_name(why: Why, old: Executable, new: Executable) -> str | Message:
    """The name of the element that a reason is about: in the version that it stands in."""
    if why.element is None:
        return UNNAMED
    place = why.process_id, why.element
    for executable in (old, new):
        node = executable.nodes.get(place)
        if node is not None and node.name:
            return node.name
    return following(old, *place) or following(new, *place) or UNNAMED


def following(executable: Executable, process_id: str, element: str) -> str | None:
    """The name of the first thing from an element on that has a name."""
    ahead, seen = [element], set[str]()
    while ahead:
        current = ahead.pop(0)
        node = executable.nodes.get((process_id, current))
        if node is not None and node.name:
            return node.name
        if current not in seen:
            seen.add(current)
            ahead += [target for _, target in executable.flows.get((process_id, current), ())]
    return None
