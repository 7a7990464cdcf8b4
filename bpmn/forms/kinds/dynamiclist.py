"""``dynamiclist``: rows, each with the same components."""

from dataclasses import dataclass

from bpmn.forms.kinds.base import Children, Common, Container, names
from bpmn.forms.kinds.group import Group
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext

MAX_REPETITIONS = 100
"""Rows that a list may begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicList(Container):
    """A list of rows, each with the same components; its value is a list of objects.

    `add_remove`: people may add and take away rows; if not, the rows are those in the data, or else `repetitions` of
    them. `required`: at least one row.
    """

    add_remove: bool = True
    repetitions: int = 1
    required: bool = False

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Container:
        if not properties.flag("isRepeating", True):
            return Group.read(properties, common, children)
        path, components = names(properties, "path"), children()
        if not path:
            properties.note("form_key", lazy_gettext("The list has no “path”; name the variable that holds its rows."))
        repetitions = properties.integer("defaultRepetitions", MAX_REPETITIONS)
        return cls(
            **common,
            path=path,
            components=components,
            add_remove=properties.flag("allowAddRemove", True),
            repetitions=1 if repetitions is None else repetitions,
            required=properties.within("validate").flag("required"),
        )
