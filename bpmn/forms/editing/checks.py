"""Checks between fields, at a component or at the form itself."""

import copy
from collections.abc import Iterable

from bpmn.forms.editing.components import Json, checks_of
from bpmn.forms.editing.given import Given, Problems, one, put
from bpmn.forms.editing.known import Known
from bpmn.forms.editing.names import free, variable_for
from bpmn.forms.editing.whens import How, Said, expression_of, given_in, said_in
from bpmn.messages import lazy_gettext


def check_said(check: Json, known: dict[str, Known]) -> Said:
    """What a check asks, as a page has it."""
    return said_in(str(check.get("condition") or ""), known)


def apply_checks(holder: Json, given: Given, known: dict[str, Known], taken: Iterable[str], problems: Problems) -> Json:
    """A component, or a form, with the checks that a page sent; one without a message and without rows goes.

    `taken` are the names of the form's other checks.
    """
    if "checks" not in given:
        return holder
    before = checks_of(holder)
    names = {*taken, *(str(each.get("name")) for each in before)}
    found = []
    for number in range(len(before) + 1):
        name = f"check-{number}"
        old = before[number] if number < len(before) else None
        if f"{name}-message" not in given:
            found += [old] if old is not None else []
            continue
        check = _check(old, name, given, known, names, problems)
        found += [check] if check is not None else []
    if found == before:
        return holder
    changed = copy.deepcopy(holder)
    put(changed, ("properties", "checks"), found or None)
    return changed


def _check(
    old: Json | None, name: str, given: Given, known: dict[str, Known], names: set[str], problems: Problems
) -> Json | None:
    sent, message = given_in(given, name), one(given, f"{name}-message")
    if one(given, f"{name}-drop") == "on" or (
        not message and not sent.rows and not (sent.how is How.TEXT and sent.text)
    ):
        return None
    if not message:
        problems.tell(name, lazy_gettext("Write what to say to whoever fills it in where it does not hold."))
        return old
    made = dict(old or {"name": free(variable_for(message), names)})
    now = check_said(old, known) if old is not None else None
    if now is None or (sent.how, sent.rows, sent.every) != (now.how, now.rows, now.every) or sent.text != now.text:
        condition = expression_of(sent, name, known, problems)
        if condition is None:
            return old
        made["condition"] = condition
    made["message"] = message
    if f"{name}-always-asked" in given:
        made.pop("always", None)
        if one(given, f"{name}-always") == "on":
            made["always"] = True
    names.add(str(made["name"]))
    return made
