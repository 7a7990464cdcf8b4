"""The components of a form's JSON by their place: what there is, and the form with one more, one less, one elsewhere.

Nothing that is given is changed; what we do not know of a component (form-js has properties that we do not read) stays.
"""

import copy
from collections.abc import Iterator
from typing import Any

from bpmn.forms.editing.names import free, identifier

Json = dict[str, Any]
Place = tuple[int, ...]
"""The way to a component: its number among those of the form, then among those within that one; from 0."""

HOLDERS = frozenset({"group", "dynamiclist"})
"""The kinds that hold others."""
SCHEMA_VERSION = 16


class NoSuchComponent(LookupError):
    """There is no component in that place."""


class IntoItself(ValueError):
    """A component cannot be moved into itself."""


def blank(form_id: str) -> Json:
    """A form that asks nothing yet."""
    return {"type": "default", "id": form_id, "schemaVersion": SCHEMA_VERSION, "components": []}


def within(holder: Json) -> list[tuple[int, Json]]:
    """The components in a form, a group or a list with their numbers; only those that are objects."""
    return [(number, each) for number, each in enumerate(_listed(holder)) if isinstance(each, dict)]


def walk(holder: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    """All components with their places, in the form's order."""
    for number, each in within(holder):
        yield (*place, number), each
        yield from walk(each, (*place, number))


def component(form: Json, place: Place) -> Json:
    """The component in a place; the form itself in none. Raises NoSuchComponent."""
    found = form
    for number in place:
        listed = _listed(found)
        if not 0 <= number < len(listed) or not isinstance(listed[number], dict):
            raise NoSuchComponent(place)
        found = listed[number]
    return found


def add(form: Json, made: Json, at: Place) -> Json:
    """The form with one component more, which has the place `at` then. Raises NoSuchComponent."""
    changed = copy.deepcopy(form)
    holder = component(changed, at[:-1])
    if not at or not isinstance(holder.setdefault("components", []), list):
        raise NoSuchComponent(at)
    holder["components"].insert(max(0, at[-1]), copy.deepcopy(made))
    return changed


def remove(form: Json, place: Place) -> Json:
    """The form without a component and all that is in it. Raises NoSuchComponent."""
    component(form, place)
    changed = copy.deepcopy(form)
    del component(changed, place[:-1])["components"][place[-1]]
    return changed


def put(form: Json, place: Place, made: Json) -> Json:
    """The form with another component in a place; in no place, `made` is the form. Raises NoSuchComponent."""
    component(form, place)
    if not place:
        return copy.deepcopy(made)
    changed = copy.deepcopy(form)
    component(changed, place[:-1])["components"][place[-1]] = copy.deepcopy(made)
    return changed


def move(form: Json, place: Place, to: Place) -> tuple[Json, Place]:
    """The form with a component before the one that is now at `to`, and its place then.

    Raises NoSuchComponent, IntoItself.
    """
    moved = component(form, place)
    if not place or not to or to[: len(place)] == place:
        raise IntoItself(place)
    changed = copy.deepcopy(form)
    holder = component(changed, to[:-1])
    listed = holder.setdefault("components", [])
    number = min(max(0, to[-1]), len(listed))
    source = component(changed, place[:-1])["components"]
    if source is listed and place[-1] < number:
        number -= 1
    del source[place[-1]]
    listed.insert(number, copy.deepcopy(moved))
    there = (*to[:-1], number)
    depth = len(place) - 1
    if len(there) > len(place) and there[:depth] == place[:depth] and place[depth] < there[depth]:
        there = (*there[:depth], there[depth] - 1, *there[depth + 1 :])
    return changed, there


def shift(form: Json, place: Place, by: int) -> tuple[Json, Place]:
    """The form with a component so many places further on among its neighbours, as far as there are any.

    Raises NoSuchComponent.
    """
    component(form, place)
    last = len(_listed(component(form, place[:-1]))) - 1
    number = min(max(0, place[-1] + by), last)
    if number == place[-1]:
        return form, place
    return move(form, place, (*place[:-1], number + (1 if number > place[-1] else 0)))


def duplicate(form: Json, place: Place, taken: frozenset[str] = frozenset()) -> tuple[Json, Place]:
    """The form with a component twice, and the place of the second, which keeps its values elsewhere.

    `taken` are the variables of the procedure, besides those of the form. Raises NoSuchComponent.
    """
    made = renewed(form, component(form, place), taken)
    there = (*place[:-1], place[-1] + 1)
    return add(form, made, there), there


def renewed(form: Json, original: Json, taken: frozenset[str] = frozenset()) -> Json:
    """A copy of a component that can stand in `form` beside it: with ids, variables and names of checks of its own."""
    made = copy.deepcopy(original)
    ids = {str(each.get("id")) for _, each in walk(form)} | {str(form.get("id"))}
    variables = set(taken) | variables_of(form)
    checks = {name for holder in (form, *(each for _, each in walk(form))) for name in check_names(holder)}
    _renew(made, ids, variables, checks, own_variables=True)
    return made


def _renew(made: Json, ids: set[str], variables: set[str], checks: set[str], *, own_variables: bool) -> None:
    name = "path" if made.get("type") in HOLDERS else "key"
    key = made.get(name)
    if own_variables and isinstance(key, str) and key:
        made[name] = free(key, variables)
        variables.add(made[name])
    if "id" in made:
        made["id"] = free(identifier(str(made["id"])) or str(made.get("type")), ids)
        ids.add(made["id"])
    for check in checks_of(made):
        if isinstance(check.get("name"), str):
            check["name"] = free(check["name"], checks)
            checks.add(check["name"])
    # What is within an object or a row is told apart by what holds it.
    inner = own_variables and not made.get("path")
    for _, each in within(made):
        _renew(each, ids, variables, checks, own_variables=inner)


def variables_of(form: Json) -> set[str]:
    """The variables of the instance that the fields and lists of a form fill or show."""
    return set(_variables(form))


def _variables(holder: Json) -> Iterator[str]:
    for _, each in within(holder):
        key = each.get("path" if each.get("type") in HOLDERS else "key")
        if isinstance(key, str) and key:
            yield key.partition(".")[0]
        else:
            yield from _variables(each)


def checks_of(holder: Json) -> list[Json]:
    """The checks that stand at a component or at the form, as its JSON has them."""
    own = holder.get("properties")
    listed = own.get("checks") if isinstance(own, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def check_names(holder: Json) -> Iterator[str]:
    """What the checks that stand at a component are called."""
    return (each["name"] for each in checks_of(holder) if isinstance(each.get("name"), str))


def row_of(form: Json, place: Place) -> Place | None:
    """The list in whose rows a component stands, the innermost; None where it stands in none."""
    for length in range(len(place) - 1, 0, -1):
        if component(form, place[:length]).get("type") == "dynamiclist":
            return place[:length]
    return None


def _listed(holder: Json) -> list[Any]:
    listed = holder.get("components")
    return listed if isinstance(listed, list) else []
