"""The shape of a submission: fields that the form does not have, and rows without end."""

from collections.abc import Iterator, Mapping

from bpmn.forms.compiled import CompiledForm, Names
from bpmn.forms.data import MISSING, Place, at, shown
from bpmn.forms.kinds.base import MAX_ITEMS


def count_rows(compiled: CompiledForm, given: object, room: int) -> int:
    """The rows of all lists in what was submitted, counted no further than a little above `room`."""
    count = 0
    for part in compiled.lists:
        rows = at(given, part.path)
        if part.rows is not None and isinstance(rows, list):
            count += len(rows)
            for row in rows if count <= room else ():
                count += count_rows(part.rows, row, room - count)
                if count > room:
                    break
    return count


def unknown_fields(compiled: CompiledForm, given: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """What in `given` is no field of the form, by its path, and (with True) what should be an object and is not."""
    for place, is_object in _unknown_fields(compiled.names, given, ()):
        yield shown(place).encode("utf-8", "replace").decode("utf-8"), is_object


def _unknown_fields(names: Names, given: Mapping[str, object], place: Place) -> Iterator[tuple[Place, bool]]:
    for name, value in given.items():
        inner = names.get(name, MISSING)
        if inner is None:
            continue
        here = (*place, str(name)[:60])
        if inner is MISSING:
            yield here, False
        elif isinstance(inner, dict) and value is not None:
            if isinstance(value, Mapping):
                yield from _unknown_fields(inner, value, here)
            else:
                yield here, True
        elif isinstance(inner, CompiledForm) and isinstance(value, list):
            for number, row in enumerate(value[:MAX_ITEMS]):
                if isinstance(row, Mapping):
                    yield from _unknown_fields(inner.names, row, (*here, number))
