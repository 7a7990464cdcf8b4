"""For which roles work is: those that the diagram names, or gives over the data; and the administrator where nobody
held one of them, of which a history alone does not tell.
"""

import re
from typing import TYPE_CHECKING, Any

from .diagrams import BPMN
from .events import Diverged, name_of, place_of
from .evidence import Event
from .expressions import BadExpression, evaluate

if TYPE_CHECKING:
    from .execution import Run

ADMINISTRATOR = "administrador"
ROLE = re.compile(r"[\w.-]{1,100}")
STAFFING = f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}staffing"


def check_roles(events: list[Event], run: "Run", first: int) -> None:
    """Work that begins to wait, or waits on, is for the roles that it must be for; `first` is the number of the first
    of these events. Raises Diverged."""
    for number, event in enumerate(events, start=first):
        if event["type"] not in ("user_task_enabled", "user_task_moved") or place_of(event) not in run.waiting:
            continue
        expected, found = roles_of(run, run.waiting[place_of(event)]), event["data"].get("roles")
        if expected is not None and found not in (expected, [*expected, ADMINISTRATOR]):
            where = name_of(place_of(event))
            raise Diverged(f"{where} {', '.join(expected)}", f"{where} {found}", number)


def roles_of(run: "Run", token: Any) -> list[str] | None:
    """The roles that the diagram names for work, in their order; None where that cannot be judged."""
    diagrams, element = run.diagrams, token.task_spec.bpmn_id
    process = diagrams.home[token.workflow.spec.name]
    owners = diagrams.nodes[process, element].findall(BPMN + "potentialOwner")
    lane = diagrams.lanes.get((process, element))
    if not owners:
        if lane is None:
            return []
        return [each.get("role") for each in diagrams.nodes[process, lane].findall(STAFFING)] or [lane]
    named = [(owner.findtext(BPMN + "resourceRef") or "").strip().rpartition(":")[2] for owner in owners]
    found = [name for name in named if name]
    for owner in owners:
        for assignment in owner.findall(BPMN + "resourceAssignmentExpression"):
            if run.disposed or run.merged or run.doubt:
                return None
            text = assignment.findtext(BPMN + "formalExpression") or assignment.findtext(BPMN + "expression") or ""
            found += given(text.strip(), dict(token.data))
    return list(dict.fromkeys(found))


def given(text: str, data: dict[str, Any]) -> list[str]:
    """The roles that an expression gives: one or several; none for anything else."""
    try:
        value = evaluate(text, data)
    except BadExpression:
        return []
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and ROLE.fullmatch(each)]
