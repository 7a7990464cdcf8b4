"""The options of a choice, and where they come from."""

import copy
import json

from bpmn.forms.editing.components import Json
from bpmn.forms.editing.given import Given, Problems, one, several
from bpmn.forms.editing.names import free, identifier
from bpmn.messages import lazy_gettext

CHOICES = frozenset({"radio", "select", "checklist", "taglist"})
"""The kinds that have options."""


def options_of(component: Json) -> list[tuple[str, str]]:
    """The options as a page has them: the value as JSON, and the label."""
    listed = component.get("values")
    found = []
    for each in listed if isinstance(listed, list) else ():
        value = each.get("value") if isinstance(each, dict) else each
        label = each.get("label") if isinstance(each, dict) else None
        found.append((json.dumps(value, ensure_ascii=False), str(label or value)))
    return found


def options_from(component: Json) -> tuple[str, str]:
    """Where the options come from: ``list``, ``variable`` with its name, or ``text`` with an expression."""
    if component.get("valuesKey"):
        return "variable", str(component["valuesKey"])
    if component.get("valuesExpression"):
        return "text", str(component["valuesExpression"]).removeprefix("=").strip()
    return "list", ""


def apply_options(component: Json, given: Given, problems: Problems) -> Json:
    """A choice with the options that a page sent: a row whose label is empty goes, one without a value is new."""
    if "options-from" not in given:
        return component
    changed = copy.deepcopy(component)
    source = one(given, "options-from")
    if source == "list":
        sent = _options(given)
        if options_from(component)[0] == "list" and sent == options_of(component):
            return component
        _only(changed, "values", [{"label": label, "value": json.loads(value)} for value, label in sent])
        if not sent:
            problems.tell("options", lazy_gettext("Write at least one option."))
    elif source == "variable" and one(given, "options-variable"):
        _only(changed, "valuesKey", one(given, "options-variable"))
    elif source == "text" and one(given, "options-text"):
        _only(changed, "valuesExpression", "=" + one(given, "options-text").removeprefix("=").strip())
    else:
        problems.tell("options", lazy_gettext("Choose where the options come from."))
    return changed if "options" not in problems.found else component


def _options(given: Given) -> list[tuple[str, str]]:
    values, labels = several(given, "option-value"), several(given, "option-label")
    pairs = [(value, label) for value, label in zip(values, labels, strict=False) if label]
    taken = {value for value, _ in pairs if value}
    found = []
    for value, label in pairs:
        if not _is_json(value):
            value = json.dumps(
                free(identifier(label) or "opcion", {json.loads(each) for each in taken if each[0] == '"'})
            )
            taken.add(value)
        found.append((value, label))
    act, _, number = one(given, "act").rpartition(":")
    if act in ("option-up", "option-down") and number.isdecimal() and int(number) < len(found):
        here = int(number)
        there = min(max(0, here + (-1 if act == "option-up" else 1)), len(found) - 1)
        found[here], found[there] = found[there], found[here]
    return found


def _only(component: Json, name: str, value: object) -> None:
    """Let the options come from one place."""
    for each in ("values", "valuesKey", "valuesExpression"):
        if each != name:
            component.pop(each, None)
    component[name] = value


def _is_json(text: str) -> bool:
    try:
        return not isinstance(json.loads(text), (dict, list))
    except ValueError:
        return False
