"""Names that nobody has to make up: the variable of a field from what it is called, an id that is not taken."""

import keyword
import re
from collections.abc import Collection

from bpmn.expressions import ExpressionError, parse_expression
from bpmn.plain_letters import joined

LONGEST = 50
"""Characters of a variable that is made from a label: a whole question may be one."""
_SMALL = frozenset(
    ("a", "al", "con", "de", "del", "el", "en", "es", "la", "las", "lo", "los", "o", "para", "por", "que", "se", "y")
)


def variable_for(label: str, taken: Collection[str] = ()) -> str:
    """A variable for a field of that label, none of those `taken`: ``Costo total (MXN)`` → ``costo_total_mxn``."""
    name = identifier(label)
    if len(name) > LONGEST:
        name = "_".join(word for word in name.split("_") if word not in _SMALL) or name
    while len(name) > LONGEST and "_" in name:
        name = name.rpartition("_")[0]
    name = name[:LONGEST].strip("_") or "dato"
    return free(name if is_variable(name) else f"{name}_dato", taken)


def identifier(text: str) -> str:
    """Letters without accents, digits and _, small; "" where nothing is left. It begins with a letter."""
    name = joined(text)
    return f"dato_{name}" if name[:1].isdigit() else name


def free(name: str, taken: Collection[str]) -> str:
    """That name, or the first of ``name_2``, ``name_3`` … that is not taken."""
    if name not in taken:
        return name
    stem = re.sub(r"_\d+\Z", "", name) or name
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def is_variable(name: str) -> bool:
    """Whether forms and conditions of the diagram can both use a name."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return False
    try:
        return parse_expression(name).names == {name}
    except ExpressionError:
        return False
