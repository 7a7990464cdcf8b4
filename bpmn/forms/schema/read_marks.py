"""``properties.confidential``, ``personal``, ``searchable`` and ``start`` of a component: who reads its value, whether
it tells of a person, whether instances are found by it, and whether it is asked before the process begins."""

import re

from bpmn.forms.kinds.base import Common
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext

_BETWEEN = re.compile(r"[,;\s]+")
_ROLE = re.compile(r"[\w.-]{1,100}")


def read_marks(properties: Properties) -> Common:
    """What a component is made with. Roles stand behind one another, as in ``"direccion_general, comercial"``."""
    own = properties.within("properties")
    flags = {name: _flag(own, name) for name in ("personal", "searchable", "start")}
    return {"confidential": _roles(own), **flags}


def _roles(own: Properties) -> tuple[str, ...]:
    given = own.raw.get("confidential")
    if given is None:
        return ()
    roles = _BETWEEN.split(given.strip(" ,;\t\r\n")) if isinstance(given, str) else [""]
    if not all(map(_ROLE.fullmatch, roles)):
        own.note(
            "form_mark",
            lazy_gettext(
                "“confidential” must name the roles that read the value, such as “direccion_general, ventas”."
            ),
        )
        return ()
    return tuple(sorted(dict.fromkeys(roles)))


def _flag(own: Properties, name: str) -> bool:
    given = own.raw.get(name)
    if given in (True, "true"):
        return True
    if given not in (None, False, "false"):
        own.note("form_mark", lazy_gettext("“{name}” must be true or false.", name=name))
    return False
