"""Expressions as other tools write them (FEEL, JUEL, JavaScript), in the spelling of this one."""

import re
from functools import lru_cache

from bpmn.expressions import ExpressionError, parse_expression, reads

_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_WRAPPED = re.compile(r"\s*(?:[$#]\{(.*)\}|=\s*(?![=])(.*)|\{\{(.*)\}\})\s*;?\s*", re.DOTALL)
_NAME = r"([^\W\d]\w*)"
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        (r"!==", "!="),
        (r"={3}", "=="),
        (r"<>|≠", "!="),
        (r"≤|=<", "<="),
        (r"≥|=>", ">="),
        (r"\s*&&\s*|\bAND\b", " and "),
        (r"\s*\|\|\s*|\bOR\b", " or "),
        (r"\bNOT\b", "not"),
        (r"!(?!=)\s*", "not "),
        (r"(?<![=!<>])=(?!=)", "=="),
        (r"\b(?:true|TRUE)\b", "True"),
        (r"\b(?:false|FALSE)\b", "False"),
        (r"\b(?:null|NULL|undefined|nil)\b", "None"),
        (r"\beq\b", "=="),
        (r"\bne\b", "!="),
        (r"\bgt\b", ">"),
        (r"\bge\b", ">="),
        (r"\blt\b", "<"),
        (r"\ble\b", "<="),
        (rf"\bempty\s+{_NAME}", r"not \1"),
        (rf"\b{_NAME}\s+between\s+([\w.]+)\s+and\s+([\w.]+)", r"\2 <= \1 <= \3"),
        (rf"\b{_NAME}\.(?:length|size)\b(?:\(\))?", r"len(\1)"),
        (r"\b(?:count|size)\(", "len("),
        (rf"\b{_NAME}\.([^\W\d]\w*)\b(?!\()", r"\1['\2']"),
    )
)
_IN_SPANISH = ((re.compile(r"\by\b"), "and"), (re.compile(r"\bo\b"), "or"), (re.compile(r"\bno\b"), "not"))
_CURLY = str.maketrans("“”„«»‘’", '"""""\'\'')


@lru_cache(maxsize=256)
def respelt(text: str) -> str | None:
    """`text` as it is written here, where it is written as elsewhere; None where it is right, or not clear."""
    if _is_right(text):
        return None
    wrapped = _WRAPPED.fullmatch(text)
    bare = next((each for each in wrapped.groups() if each is not None), "") if wrapped else text
    bare = bare.strip().rstrip(";").strip()
    for candidate in (bare, bare.translate(_CURLY)):
        for signs in ((), _SIGNS, (*_SIGNS, *_IN_SPANISH)):
            value = _outside_quotes(candidate, signs)
            if value != text and _is_right(value):
                return value
    return None


def _is_right(text: str) -> bool:
    try:
        parse_expression(text)
    except ExpressionError:
        return False
    return not reads(text) & FOREIGN


def _outside_quotes(text: str, signs: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    parts = _QUOTED.split(text)
    for number in range(0, len(parts), 2):
        for pattern, value in signs:
            parts[number] = pattern.sub(value, parts[number])
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", "".join(parts).strip()) if signs else "".join(parts)


FOREIGN = frozenset(("true", "false", "null", "TRUE", "FALSE", "NULL", "undefined", "nil"))
"""Names of values in other languages, which nobody means as variables."""
