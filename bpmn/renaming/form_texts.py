"""The texts of a form that may name variables: keys of fields, and every expression.

A form is changed in its own bytes, text by text, so that it stays as its author laid it out.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bpmn.forms.schema.json_lines import load
from bpmn.renaming.languages import WHOLE, Feel
from bpmn.renaming.texts import Kind, Put, Text

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NO_EXPRESSIONS = frozenset({"components", "defaultValue", "values", "example", "message", "key", "path", "id", "type"})
Holder = dict[str, Any] | list[Any]
Place = tuple[int, str | int]
"""The identity of an object or a list, and the name or the number of what is in it."""


class FormTexts:
    """A form as it was given. Raises JsonError for what is no JSON."""

    def __init__(self, data: bytes) -> None:
        self.value, _ = load(data)
        self._source = data.decode("utf-8-sig")
        self._changed: dict[Place, str] = {}

    def texts(self, items: frozenset[str] = frozenset()) -> Iterator[Text]:
        """Every text that may name variables, in the form's order. `items`: see `bpmn.renaming.languages.Feel`."""
        if isinstance(self.value, dict):
            yield from self._expressions(self.value, str(self.value.get("id") or ""), Feel(0, items))
            yield from self._components(self.value, 0, True, items)

    def items(self) -> frozenset[str]:
        """The names that the rows of its lists have."""
        return frozenset(_items(self.value, False))

    def write(self) -> bytes:
        """The form with what was put into its texts."""
        places = dict(zip(_places(self.value), _STRING.finditer(self._source), strict=True))
        found = sorted((places[place].span(), text) for place, text in self._changed.items())
        written, at = [], 0
        for (start, end), text in found:
            written += [self._source[at:start], json.dumps(text, ensure_ascii=False)]
            at = end
        return "".join([*written, self._source[at:]]).encode()

    def _components(self, holder: dict[str, Any], depth: int, top: bool, items: frozenset[str]) -> Iterator[Text]:
        """What is in a form, a group or a list. `top`: what is named there are variables, and no parts of a value."""
        for component in _listed(holder):
            element = next((each for name in ("key", "path", "id") if (each := _string(component, name))), "")
            for name in ("key", "path"):
                if top and _string(component, name):
                    yield self._text(element, Kind.FIELD, WHOLE, component, name)
            if _string(component, "valuesKey"):
                yield self._text(element, Kind.CHOICES, WHOLE, component, "valuesKey")
            yield from self._expressions(component, element, Feel(depth, items))
            within = _repeats(component)
            inner = top and not within and not _string(component, "path")
            yield from self._components(component, depth + within, inner, items)

    def _expressions(self, holder: Holder, element: str, language: Feel) -> Iterator[Text]:
        """The expressions among the properties of a component, at whatever depth."""
        for name, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if name in _NO_EXPRESSIONS:
                continue
            if isinstance(value, str) and value.startswith("="):
                yield self._text(element, Kind.RULE, language, holder, name)
            elif isinstance(value, (dict, list)):
                yield from self._expressions(value, element, language)

    def _text(self, element: str, kind: Kind, language: Any, holder: Holder, name: str | int) -> Text:
        text = holder[name]  # type: ignore[index]
        return Text(element, kind, language, text, self._writer((id(holder), name)))

    def _writer(self, place: Place) -> Put:
        def put(text: str) -> None:
            self._changed[place] = text

        return put


def _listed(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = holder.get("components")
    yield from (each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict))


def _string(component: dict[str, Any], name: str) -> str:
    value = component.get(name)
    return value if isinstance(value, str) else ""


def _repeats(component: dict[str, Any]) -> bool:
    return component.get("type") == "dynamiclist" and component.get("isRepeating", True) is True


def _items(holder: Any, within: bool) -> Iterator[str]:
    for component in _listed(holder) if isinstance(holder, dict) else ():
        for name in ("key", "path"):
            if within and (path := _string(component, name)):
                yield path.partition(".")[0]
        yield from _items(component, within or _repeats(component))


def _places(value: Any) -> Iterator[Place | None]:
    """For each text of the file in its order, where it is; None for the names of properties."""
    waiting: list[tuple[Place | None, Any]] = [((0, 0), value)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, str):
            yield place
        elif isinstance(item, dict):
            for name, each in reversed(item.items()):
                waiting += [((id(item), name), each), (None, name)]
        elif isinstance(item, list):
            waiting += [((id(item), number), each) for number, each in reversed(list(enumerate(item)))]
