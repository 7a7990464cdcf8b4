"""The shape of a submission: fields that the form does not have, and rows without end."""

from collections.abc import Iterator, Mapping

from bpmn.forms.components import Component, Container, DynamicList, Field
from bpmn.forms.data import Place, at, shown
from bpmn.forms.values import MAX_ITEMS


def count_rows(components: tuple[Component, ...], given: object, room: int) -> int:
    """The rows of all lists in what was submitted, counted no further than a little above `room`."""
    count = 0
    for component in components:
        if isinstance(component, Container):
            inner = at(given, component.path)
            if not isinstance(component, DynamicList):
                count += count_rows(component.components, inner, room - count)
            elif isinstance(inner, list):
                count += len(inner)
                for row in inner if count <= room else ():
                    count += count_rows(component.components, row, room - count)
                    if count > room:
                        break
    return count


_Tree = dict[str, "_Tree | list[_Tree] | None"]


def _tree(components: tuple[Component, ...]) -> _Tree:
    """The names that a submission may have: None for a value, a tree in a list for rows."""
    tree: _Tree = {}
    for component in components:
        if isinstance(component, (Field, Container)):
            _graft(tree, component)
    return tree


def _graft(tree: _Tree, component: Field | Container) -> None:
    leaf = isinstance(component, (Field, DynamicList))
    for name in component.path[:-1] if leaf else component.path:
        inner = tree.setdefault(name, {})
        assert isinstance(inner, dict)
        tree = inner
    if isinstance(component, Field):
        tree[component.path[-1]] = None
    elif isinstance(component, DynamicList):
        tree[component.path[-1]] = [_tree(component.components)]
    else:
        for inner_component in component.components:
            if isinstance(inner_component, (Field, Container)):
                _graft(tree, inner_component)


def strangers(components: tuple[Component, ...], given: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """What in `given` is no field of the form, by its path, and (with True) what should be an object and is not."""
    for place, is_object in _strangers(_tree(components), given, ()):
        yield shown(place).encode("utf-8", "replace").decode("utf-8"), is_object


def _strangers(tree: _Tree, given: Mapping[str, object], place: Place) -> Iterator[tuple[Place, bool]]:
    for name, value in given.items():
        here = (*place, str(name)[:60])
        if name not in tree:
            yield here, False
            continue
        inner = tree[name]
        if isinstance(inner, dict) and value is not None:
            if isinstance(value, Mapping):
                yield from _strangers(inner, value, here)
            else:
                yield here, True
        elif isinstance(inner, list) and isinstance(value, list):
            for number, row in enumerate(value[:MAX_ITEMS]):
                if isinstance(row, Mapping):
                    yield from _strangers(inner[0], row, (*here, number))
