"""Who reads a value, whether it tells of a person, whether instances are found by it, and whether it is asked before
the process begins."""

import copy
import re

from bpmn.forms.editing.components import Json
from bpmn.forms.editing.given import Given, Problems, at, one, put, several
from bpmn.messages import lazy_gettext


def readers_of(component: Json) -> tuple[str, ...]:
    """The roles that read a confidential value; none where it is not confidential."""
    said = at(component, ("properties", "confidential"))
    return tuple(filter(None, re.split(r"[,;\s]+", said))) if isinstance(said, str) else ()


def is_marked(component: Json, name: str) -> bool:
    """Whether a component is ``personal`` or ``searchable``, or asked at the ``start``."""
    return at(component, ("properties", name)) in (True, "true")


def apply_marks(component: Json, given: Given, problems: Problems) -> Json:
    """A component with the marks that a page sent."""
    changed = copy.deepcopy(component)
    if "confidential" in given:
        roles = [role for role in several(given, "readers") if role]
        wanted = one(given, "confidential") == "on"
        if wanted and not roles:
            problems.tell("confidential", lazy_gettext("Choose at least one role that reads it."))
        elif set(roles if wanted else ()) != set(readers_of(component)):
            put(changed, ("properties", "confidential"), ", ".join(roles) if wanted else None)
    for name in ("personal", "searchable", "start"):
        if name in given and (one(given, name) == "on") != is_marked(component, name):
            put(changed, ("properties", name), "true" if one(given, name) == "on" else None)
    return changed
