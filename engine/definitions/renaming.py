"""A variable of a draft gets another name, in its diagram, all its forms and its scenarios, as one save."""

from datetime import datetime

from sqlalchemy import Connection

from bpmn.messages import Message
from bpmn.renaming.rename import NameRefused, rename
from engine.definitions import scenarios
from engine.definitions.drafts import Draft, DraftMoved, required, save_draft
from engine.definitions.signing import require_right
from engine.definitions.statuses import DraftStatus
from engine.errors import Invalid
from engine.identity.rights import Right


class VariableKept(Invalid):
    """A variable cannot be called so. Details: `name`, `reason` (a Message), `why` (`bpmn.renaming.rename.Why`)."""

    code = "variable_kept"

    def __init__(self, *, name: str, reason: Message, why: str) -> None:
        super().__init__(name=name, reason=reason, why=why)


def rename_variable(
    connection: Connection, process_id: str, old: str, new: str, *, revision: int | None, actor: str, at: datetime
) -> Draft:
    """Call a variable of the open draft otherwise, everywhere. `revision` is the one that the author saw.

    Raises RightRequired, NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, DraftMoved, VariableKept.
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    draft = required(connection, process_id, DraftStatus.DRAFT)
    if revision not in (None, draft.revision):
        raise DraftMoved(process_id=process_id)
    try:
        diagram, forms = rename(draft.diagram, draft.forms, old, new)
    except NameRefused as error:
        raise VariableKept(name=new, reason=error.message, why=error.code) from error
    saved = save_draft(
        connection, process_id, diagram=diagram, forms=forms, revision=draft.revision, actor=actor, at=at
    )
    scenarios.rename(connection, draft.id, old, new)
    return saved
