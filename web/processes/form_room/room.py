"""The forms of a draft before who writes it, and how what is changed of them is saved.

What is saved is one change to one component, made on the draft as it is by then: whoever draws in another window, or
writes another field, is not in the way. Only where the very component became another meanwhile is nothing saved, and
the page comes back with what was typed.
"""

import copy
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypedDict

from bpmn.diff import edition
from bpmn.diff.editions import Edition
from bpmn.forms.editing.components import Json, NoSuchComponent, Place, component, walk
from bpmn.forms.editing.text import dump
from bpmn.forms.form import Form
from bpmn.forms.schema.json_lines import JsonError, load
from bpmn.forms.schema.reader import FormReading, read_form
from bpmn.model import Activity, Process
from engine.db import Connection
from engine.definitions import copies, drafts
from engine.definitions.drafts import Draft, DraftMoved
from engine.definitions.signing import require_right
from engine.definitions.statuses import OPEN
from engine.errors import EngineError, NotFound
from engine.identity.rights import Right
from web.processes.draft_view import DraftView


@dataclass(frozen=True)
class Room:
    """A draft whose forms are written."""

    view: DraftView

    @property
    def draft(self) -> Draft:
        """What is written."""
        return self.view.draft

    @property
    def process(self) -> Process | None:
        """What the diagram says, None where it cannot be read."""
        return self.view.sheet.process if self.view.sheet is not None else None

    def steps(self) -> tuple[Activity, ...]:
        """The steps of people, which may have a form."""
        found = self.process.activities() if self.process is not None else ()
        return tuple(each for each in found if each.kind == "userTask" or each.form is not None)

    def users(self, form_id: str) -> tuple[Activity, ...]:
        """The steps that have a form."""
        return tuple(each for each in self.steps() if each.form == form_id)

    def reading(self, form_id: str) -> FormReading:
        """What came of reading a form. Raises NotFound (kind ``form``)."""
        return read_form(self.source(form_id))

    def source(self, form_id: str) -> bytes:
        """A form as it is stored. Raises NotFound (kind ``form``)."""
        if form_id not in self.draft.forms:
            raise NotFound(kind="form", id=form_id)
        return self.draft.forms[form_id]

    @cached_property
    def readable(self) -> Mapping[str, Form]:
        """The forms of the draft as far as they can be read, by id."""
        read = {id: read_form(source).readable for id, source in self.draft.forms.items()}
        return {id: form for id, form in read.items() if form is not None}

    @cached_property
    def edition(self) -> Edition | None:
        """The draft with its forms as far as they can be read, for naming what they say."""
        found = edition(self.draft.diagram, self.draft.forms, self.draft.process_id)
        return None if found is None else replace(found, forms={**self.readable, **found.forms})


def tree_of(source: bytes) -> Json | None:
    """The JSON of a form, None where it cannot be read or is no form."""
    try:
        raw, _ = load(source)
    except JsonError:
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("components"), list) else None


def place_of(text: str) -> Place:
    """The place that an address names, ``0-2``; the form itself for ``formulario``. Raises NotFound."""
    if text == WHOLE:
        return ()
    numbers = text.split("-")
    if not all(each.isascii() and each.isdecimal() and len(each) < 5 for each in numbers):
        raise NotFound(kind="form", id=text)
    return tuple(map(int, numbers))


WHOLE = "formulario"
"""What an address says for the form itself."""


def text_of(place: Place) -> str:
    """A place as addresses and inputs have it."""
    return "-".join(map(str, place)) or WHOLE


def stamp_of(form: Json, place: Place) -> str:
    """By what a page knows a component again, and whether it became another: not by what is in it."""
    own = {name: value for name, value in component(form, place).items() if name != "components"}
    text = json.dumps(own, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def find(form: Json, place: Place, id: str) -> Place:
    """Where the component is now that was in a place and has this id. Raises NoSuchComponent."""
    if not place:
        return place
    try:
        if not id or str(component(form, place).get("id") or "") == id:
            return place
    except NoSuchComponent:
        pass
    found = [where for where, each in walk(form) if id and str(each.get("id") or "") == id]
    if len(found) != 1:
        raise NoSuchComponent(place)
    return found[0]


Change = Callable[[Json], Json]
"""A form as it is in a draft → as it is to be. Raises NoSuchComponent for what is not there any more."""


class By(TypedDict):
    """Who does something, and when."""

    actor: str
    at: datetime


def change_form(
    connection: Connection, process_id: str, form_id: str, change: Change, *, actor: str, at: datetime
) -> EngineError | None:
    """Change a form of the draft. Gives the refusal where what was written is kept beside the draft
    (`engine.definitions.copies`), None where it was saved.

    Raises RightRequired, NotFound (kinds ``draft`` and ``form``), DraftMoved where what is changed is not there any
    more, and what `engine.definitions.drafts.save_draft` raises.
    """
    draft = for_writing(connection, process_id, actor)
    form = tree_of(draft.forms[form_id]) if form_id in draft.forms else None
    if form is None:
        raise NotFound(kind="form", id=form_id)
    try:
        changed = change(copy.deepcopy(form))
    except NoSuchComponent as error:
        raise DraftMoved(process_id=process_id) from error
    if changed == form:
        return None
    forms = {form_id: dump(changed)}
    return copies.save_or_keep(connection, process_id, forms=forms, revision=draft.revision, actor=actor, at=at)[1]


def for_writing(connection: Connection, process_id: str, actor: str) -> Draft:
    """The open draft of a procedure, for who may write it. Raises RightRequired, NotFound (kind ``draft``)."""
    require_right(connection, actor, process_id, Right.PREPARE)
    return drafts.required(connection, process_id, *OPEN)
