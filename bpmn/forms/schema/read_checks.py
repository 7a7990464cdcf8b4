"""``properties.checks`` of a component or of a form → the checks between fields."""

from collections.abc import Mapping

from bpmn.forms.kinds.base import Check
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext

MAX_CHECKS = 20
"""Checks of one component."""
_PROPERTIES = frozenset({"name", "condition", "message", "always"})


def read_checks(properties: Properties, lines: Mapping[int, int]) -> tuple[Check, ...]:
    """The checks of a component. Each is an object, such as::

    {"name": "fin_despues", "condition": "=fin > inicio", "message": "Termina antes de empezar.", "always": false}
    """
    listed = properties.within("properties").raw.get("checks")
    if listed is None:
        return ()
    if not isinstance(listed, list) or len(listed) > MAX_CHECKS:
        properties.note(
            "form_check", lazy_gettext("“checks” must be a list of at most {limit} checks.", limit=MAX_CHECKS)
        )
        return ()
    found = (_check(item, properties, lines) for item in listed)
    return tuple(check for check in found if check is not None)


def _check(item: object, properties: Properties, lines: Mapping[int, int]) -> Check | None:
    line = lines.get(id(item), properties.line)
    own = Properties(item, properties.element, line, properties.findings)
    condition = own.expression("condition")
    name, message = own.text("name"), own.text("message")
    if not isinstance(item, dict) or not (name and message and own.text("condition")):
        own.note("form_check", lazy_gettext("A check needs a “name”, a “condition” and a “message”."))
        return None
    if unknown := sorted(item.keys() - _PROPERTIES):
        own.note("form_check", lazy_gettext("A check has no “{name}”.", name=unknown[0]))
    if condition is None:
        return None
    if not condition.paths:
        own.note("form_check", lazy_gettext("The condition of the check “{name}” reads no field.", name=name))
    return Check(name=name, condition=condition, message=message, always=own.flag("always"))
