"""What a page sent about one component, and what of it cannot be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bpmn.forms.editing.components import Json
from bpmn.messages import Message

Given = Mapping[str, Sequence[str]]
"""The texts of a page's inputs by their names. What is not there was not on the page, and stays as it is."""


@dataclass(slots=True)
class Problems:
    """What cannot be taken, by the name of its input."""

    found: dict[str, Message] = field(default_factory=dict)

    def tell(self, name: str, message: Message) -> None:
        """Say what is wrong with an input; the first word stands."""
        self.found.setdefault(name, message)


def one(given: Given, name: str) -> str:
    """The text of an input, the last of several; "" where there is none. A page sends two lines as CR LF."""
    texts = given.get(name) or ("",)
    return texts[-1].replace("\r\n", "\n").strip()


def several(given: Given, name: str) -> list[str]:
    """The texts of inputs of one name, in the order of the page."""
    return [text.strip() for text in given.get(name) or ()]


def at(component: Json, path: Sequence[str]) -> Any:
    """What a component says under a path; None where it says nothing."""
    found: Any = component
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def put(component: Json, path: Sequence[str], value: Any) -> None:
    """Let a component say `value` under a path, or nothing (None); an object in it that is empty then goes."""
    name, *rest = path
    if not rest:
        if value is None:
            component.pop(name, None)
        else:
            component[name] = value
        return
    inner = component.get(name)
    if not isinstance(inner, dict):
        if value is None:
            return
        inner = component[name] = {}
    put(inner, rest, value)
    if not inner:
        del component[name]
