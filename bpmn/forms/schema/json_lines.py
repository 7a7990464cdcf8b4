"""JSON with the line on which each object begins, which the standard library's reader does not tell."""

import json
import re
from typing import Any

from bpmn.messages import Message, lazy_gettext

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{\n]')


class JsonError(Exception):
    """The text is not JSON that can be used; `line` counts from 1 where it is known."""

    def __init__(self, message: Message, line: int | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.line = line


def load(data: bytes) -> tuple[Any, dict[int, int]]:
    """The value, and the line of each of its objects by ``id(object)``. Raises JsonError."""
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise JsonError(lazy_gettext("The file is not text in UTF-8; save it as UTF-8.")) from error
    except json.JSONDecodeError as error:
        raise JsonError(lazy_gettext("The file is not JSON: it cannot be read at this line."), error.lineno) from error
    except RecursionError as error:
        raise JsonError(lazy_gettext("The file is nested too deeply.")) from error
    except ValueError as error:  # an integer of thousands of digits
        raise JsonError(lazy_gettext("The file holds a number that is too large.")) from error
    return value, dict(zip(_objects(value), _lines(text), strict=True))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(lazy_gettext("An object has “{name}” twice; leave one.", name=twice))
    return result


def _refuse_constant(name: str) -> Any:
    raise JsonError(lazy_gettext("The file holds {name}, which is not JSON.", name=name))


def _objects(value: Any) -> list[int]:
    """The identity of each object in `value`, in the order in which their braces open."""
    found: list[int] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            found.append(id(item))
            waiting.extend(reversed(item.values()))
        elif isinstance(item, list):
            waiting.extend(reversed(item))
    return found


def _lines(text: str) -> list[int]:
    """The line of each opening brace."""
    lines: list[int] = []
    line = 1
    for token in _TOKEN.finditer(text):
        if token[0] == "\n":
            line += 1
        elif token[0] == "{":
            lines.append(line)
    return lines
