"""What a component of a form can ask: the fields beside it, and what the steps before it have left by then."""

from collections.abc import Mapping
from functools import lru_cache

from bpmn.dataflow import analyse
from bpmn.dataflow.uses import Point
from bpmn.forms.editing.components import Json, Place, component, row_of, variables_of, walk
from bpmn.forms.editing.copying import columns_of
from bpmn.forms.editing.known import Known, fields_of
from bpmn.forms.editing.whole import Around
from bpmn.forms.schema.reader import read_form
from bpmn.reader import read
from web.processes.form_room.room import Room, tree_of


def around(room: Room, form_id: str, form: Json, place: Place) -> Around:
    """What the component in a place can ask; of itself only where it is a list or the form."""
    own = own_fields(room, form_id, form, place)
    itself = component(form, place) if place else {}
    key = itself.get("key")
    names = {key, f"this.{key}"} if key else set()
    found = {each.name: each for each in own if each.name not in names or place == ()}
    for each in before(room, form_id):
        found.setdefault(each.name, each)
    return Around(found, lists_of(room, form_id))


def for_checks(room: Room, form_id: str, form: Json, place: Place) -> dict[str, Known]:
    """What a check at the component in a place can ask: that component too."""
    own = {each.name: each for each in own_fields(room, form_id, form, place)}
    return {**{each.name: each for each in before(room, form_id)}, **own}


def own_fields(room: Room, form_id: str, form: Json, place: Place) -> tuple[Known, ...]:
    """The fields of the form as the component in a place sees them."""
    readable = room.readable.get(form_id)
    holder = row_of(form, place) if place else None
    row = None if holder is None else str(component(form, holder).get("path") or "")
    return () if readable is None else fields_of(readable, row)


def before(room: Room, form_id: str) -> tuple[Known, ...]:
    """What other steps may have left when a step with this form begins, as their forms know it."""
    others = {
        each.name: each for id, form in sorted(room.readable.items()) if id != form_id for each in fields_of(form)
    }
    users = tuple(each.id for each in room.users(form_id))
    forms = tuple(sorted(room.draft.forms.items()))
    names = _known_at(room.draft.diagram, forms, users)
    return tuple(each for each in others.values() if names is None or each.name in names)


def lists_of(room: Room, form_id: str) -> Mapping[str, list[Json]]:
    """The columns of the lists that other forms fill in, by their variable."""
    found: dict[str, list[Json]] = {}
    for id, source in room.draft.forms.items():
        form = tree_of(source) if id != form_id else None
        for _, each in walk(form) if form is not None else ():
            if each.get("type") == "dynamiclist" and isinstance(each.get("path"), str):
                found.setdefault(each["path"], columns_of(each))
    return found


def taken(room: Room) -> frozenset[str]:
    """The variables of the procedure: what a new field must not be called."""
    forms = [form for source in room.draft.forms.values() if (form := tree_of(source)) is not None]
    return frozenset().union(*map(variables_of, forms))


@lru_cache(maxsize=32)
def _known_at(diagram: bytes, forms: tuple[tuple[str, bytes], ...], steps: tuple[str, ...]) -> frozenset[str] | None:
    """The variables that there may be when one of these steps begins; None where that cannot be told."""
    definitions = read(diagram).definitions
    if definitions is None or not steps:
        return None
    readable = {id: form for id, source in forms if (form := read_form(source).form) is not None}
    flow = analyse(definitions, readable)
    return frozenset(name for step in steps for name in flow.at(step, Point.ENABLED))
