"""What people were called then, and what is said with it."""

from collections.abc import Callable

from bpmn.messages import Message
from engine.clock import from_text
from engine.db import Connection
from engine.history.disposals import Disposal
from engine.identity.directory import People
from web.cli.context import Context
from web.cli.output import exact
from web.texts.disposal import DISPOSED
from web.texts.sentences import said_then

NameThen = Callable[[str, str], str]
"""What a person was called at a moment, as text of a history: by their id and that."""


def names_then(context: Context, connection: Connection) -> NameThen:
    """What people were called at a moment, and are called today if that is something else, each with the id that
    commands take. Who acts by a link, and who is not known, is called by what stands there."""
    past = People().names(connection)
    now = {id: person.name for id, person in past.now().items()}

    def name_then(person: str, at: str) -> str:
        if person not in now:
            return person
        return f"{said_then(context.gettext, past, person, at, now[person])} [{person}]"

    return name_then


def disposed(context: Context, disposal: Disposal, name_then: NameThen) -> Message:
    """That the values of an instance were disposed of: when, by whom, under which rule."""
    at, by = exact(context, from_text(disposal.at)), name_then(disposal.by, disposal.at)
    return DISPOSED.with_values({"at": at, "who": by, "rule": disposal.rule})
