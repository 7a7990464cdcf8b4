"""``group``: components that belong together."""

from dataclasses import dataclass
from typing import Self

from bpmn.forms.kinds.base import Children, Common, Container, names
from bpmn.forms.schema.properties import Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Container):
    """A group; also a dynamic list that does not repeat."""

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self:
        return cls(**common, path=names(properties, "path"), components=children())
