"""What a press on the pages of the room does to a form, as changes that are made on the draft as it is by then."""

from collections.abc import Mapping, Sequence

from bpmn.editing.form_of import with_forms
from bpmn.forms.editing import palette
from bpmn.forms.editing.components import (
    IntoItself,
    Json,
    NoSuchComponent,
    Place,
    add,
    blank,
    duplicate,
    move,
    remove,
    shift,
)
from bpmn.forms.editing.copying import Way, copied, whole
from bpmn.forms.editing.given import Given, Problems
from bpmn.forms.editing.names import free
from bpmn.forms.editing.text import dump
from bpmn.forms.editing.whole import Around, edited
from engine.db import Connection
from engine.definitions import copies, drafts
from engine.definitions.drafts import DraftMoved
from engine.errors import EngineError, Invalid, NotFound
from web.processes.form_room import known
from web.processes.form_room.room import By, Room, change_form, find, for_writing, place_of, stamp_of, tree_of


class NothingChosen(Invalid):
    """Nothing was chosen of what a page offers. No details."""

    code = "nothing_chosen"


class FieldWithoutName(Invalid):
    """A field was to be added that nobody could know by a name. No details."""

    code = "field_without_name"


def add_field(
    connection: Connection, room: Room, form_id: str, asked: Mapping[str, str], by: By
) -> tuple[Place, EngineError | None]:
    """Put a component on a form; gives its place. Raises FieldWithoutName, NothingChosen, and as `change_form`."""
    offer = palette.BY_NAME.get(asked.get("kind", ""))
    label = asked.get("label", "").strip()
    if offer is None:
        raise NothingChosen
    if not label and offer.type != "separator":
        raise FieldWithoutName
    made: list[Place] = []

    def change(form: Json) -> Json:
        to = _place(asked.get("to", "")) or (len(form["components"]),)
        try:
            changed = add(form, palette.make(form, offer, label, known.taken(room)), to)
        except NoSuchComponent:  # what it was to stand after is gone: it stands at the end
            to = (len(form["components"]),)
            changed = add(form, palette.make(form, offer, label, known.taken(room)), to)
        made.append(to)
        return changed

    refusal = change_form(connection, room.draft.process_id, form_id, change, **by)
    return made[0], refusal


def arrange(connection: Connection, room: Room, form_id: str, asked: Mapping[str, str], by: By) -> EngineError | None:
    """Move a component, put it there twice, or take it out. Raises NothingChosen, and as `change_form`."""
    act, id, was = asked.get("act", ""), asked.get("id", ""), place_of(asked.get("place", ""))
    if act not in ("up", "down", "duplicate", "move", "remove") or not was:
        raise NothingChosen

    def change(form: Json) -> Json:
        place = find(form, was, id)
        if act in ("up", "down"):
            return shift(form, place, -1 if act == "up" else 1)[0]
        if act == "duplicate":
            return duplicate(form, place, known.taken(room))[0]
        if act == "remove":
            return remove(form, place)
        try:
            return move(form, place, _place(asked.get("to", "")) or place)[0]
        except IntoItself:
            return form

    return change_form(connection, room.draft.process_id, form_id, change, **by)


def set_component(
    connection: Connection, room: Room, form_id: str, place: Place, given: Given, by: By
) -> tuple[Problems, EngineError | None]:
    """Let a component say what a page sent. Gives what cannot be taken, and nothing is saved then.

    Raises DraftMoved where the component became another since the page was made, and as `change_form`.
    """
    seen, id = (given.get("stamp") or ("",))[-1], (given.get("id") or ("",))[-1]
    found: list[Problems] = []

    def change(form: Json) -> Json:
        now = find(form, place, id)
        if stamp_of(form, now) != seen:
            raise DraftMoved(process_id=room.draft.process_id)
        changed, problems = edited(form, now, given, around(room, form_id, form, now))
        found.append(problems)
        return form if problems.found else changed

    refusal = change_form(connection, room.draft.process_id, form_id, change, **by)
    return found[0], refusal


def around(room: Room, form_id: str, form: Json, place: Place) -> Around:
    """What the component in a place can ask, its checks too."""
    there = known.around(room, form_id, form, place)
    checked = known.for_checks(room, form_id, form, place)
    return Around({**checked, **there.known}, there.columns)


def copy_fields(
    connection: Connection, room: Room, form_id: str, source_id: str, places: Sequence[str], way: str, by: By
) -> EngineError | None:
    """Put fields of another form on this one. Raises NothingChosen, NotFound, and as `change_form`."""
    source = tree_of(room.source(source_id))
    if source is None or not places or way not in tuple(Way):
        raise NothingChosen

    def change(form: Json) -> Json:
        return copied(form, source, map(place_of, places), Way(way), known.taken(room))

    return change_form(connection, room.draft.process_id, form_id, change, **by)


def begin_form(connection: Connection, room: Room, step: str, like: str, by: By) -> tuple[str, EngineError | None]:
    """Give a step a form: an empty one, or one like another. Gives its id.

    Raises NothingChosen for a step that is not there, and what `engine.definitions.drafts.save_draft` raises.
    """
    draft = for_writing(connection, room.draft.process_id, by["actor"])
    if step not in {each.id for each in room.steps()}:
        raise NothingChosen
    form_id = free(step, draft.forms)
    source = tree_of(draft.forms[like]) if like in draft.forms else None
    form = blank(form_id) if source is None else whole(source, form_id)
    diagram = with_forms(draft.diagram, {step: form_id})
    forms = {form_id: dump(form)}
    saved = copies.save_or_keep(
        connection, draft.process_id, diagram=diagram, forms=forms, revision=draft.revision, **by
    )
    return form_id, saved[1]


def use_at(connection: Connection, room: Room, form_id: str, steps: Sequence[str], by: By) -> EngineError | None:
    """Let these steps have a form, and no others. Raises NotFound, and as `begin_form`."""
    draft = for_writing(connection, room.draft.process_id, by["actor"])
    room.source(form_id)
    changed: dict[str, str | None] = {}
    for each in room.steps():
        if each.id in steps and each.form != form_id:
            changed[each.id] = form_id
        elif each.id not in steps and each.form == form_id:
            changed[each.id] = None
    if not changed:
        return None
    diagram = with_forms(draft.diagram, changed)
    return copies.save_or_keep(connection, draft.process_id, diagram=diagram, revision=draft.revision, **by)[1]


def drop_form(connection: Connection, room: Room, form_id: str, by: By) -> None:
    """Take a form out of the draft; the steps that had it have none then. Raises NotFound, and as `begin_form`."""
    draft = for_writing(connection, room.draft.process_id, by["actor"])
    room.source(form_id)
    users = {each.id: None for each in room.users(form_id)}
    diagram = with_forms(draft.diagram, users) if users else None
    drafts.save_draft(connection, draft.process_id, diagram=diagram, dropped=[form_id], revision=draft.revision, **by)


def _place(text: str) -> Place:
    try:
        return place_of(text) if text else ()
    except NotFound:
        return ()
