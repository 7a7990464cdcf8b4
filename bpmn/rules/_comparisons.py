"""The comparisons in the expressions of a diagram, with the kinds of what they compare."""

import ast
import json
from collections.abc import Iterator
from typing import NamedTuple

from bpmn.dataflow.conditions import condition
from bpmn.dataflow.state import ELSEWHERE, UNWRITTEN, Definition, State
from bpmn.dataflow.uses import Role, Use
from bpmn.expressions import reads
from bpmn.rules import Context
from bpmn.rules._reads import same_word
from bpmn.value_kinds import ANY, BOOLEAN, TEXT, ValueKind, kind_of

ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
SAME = (ast.Eq, ast.NotEq)
_LOGICAL = ("boolean", "number")
_YES = ("si", "yes", "true", "verdadero", "on", "1")
_NO = ("no", "false", "falso", "off", "0")


class Comparison(NamedTuple):
    """A variable compared with a constant, or with another variable. `kinds` are those that `name` may be of here, and
    `others` those of the other side, which is `constant` where that is one.
    """

    use: Use
    node: ast.Compare
    sign: ast.cmpop
    name: str
    kinds: tuple[ValueKind, ...]
    others: tuple[ValueKind, ...]
    constant: object
    place: ast.expr


def comparisons(context: Context) -> Iterator[Comparison]:
    """The comparisons of a variable of which everything that may have written it is known."""
    flow = context.dataflow
    for use in flow.all_uses:
        if use.role not in (Role.CONDITION, Role.LOOP):
            continue
        found = condition(use.text)
        state = flow.state(use.element.id, use.point)
        if found is None or not state:
            continue
        for node in ast.walk(found.tree):
            if isinstance(node, ast.Compare):
                yield from _of(use, node, state)


def _of(use: Use, node: ast.Compare, state: State) -> Iterator[Comparison]:
    sides = [node.left, *node.comparators]
    for number, sign in enumerate(node.ops):
        for one, other in ((sides[number], sides[number + 1]), (sides[number + 1], sides[number])):
            if not isinstance(one, ast.Name):
                continue
            kinds = kinds_in(state, one.id)
            others = kinds_in(state, other.id) if isinstance(other, ast.Name) else _constant_kinds(other)
            if kinds and others:
                yield Comparison(use, node, sign, one.id, kinds, others, _constant(other), other)
            if isinstance(other, ast.Name):
                break  # seen from one side is enough


def kinds_in(state: State, name: str) -> tuple[ValueKind, ...]:
    """The kinds that a variable may be of at a point; none where one of them is not known."""
    definitions: set[Definition] = {each for case in state for each in case.of(name)} - {UNWRITTEN}
    kinds = {each.kind for each in definitions if each.kind.values != ()}
    if ELSEWHERE in definitions or ANY in kinds or any(kind.name in ("any", "object") for kind in kinds):
        return ()
    return tuple(sorted(kinds, key=repr))


def _constant(node: ast.expr) -> object:
    """The value of a constant, also of one with a sign; None for anything else."""
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    return value


def _constant_kinds(node: ast.expr) -> tuple[ValueKind, ...]:
    value = _constant(node)
    if value is None:
        return ()
    return (kind_of(value),)


def go_together(one: ValueKind, other: ValueKind) -> bool:
    """Whether values of two kinds are ever equal, or come one before the other."""
    return one.json == other.json or (one.json in _LOGICAL and other.json in _LOGICAL)


def offered(constant: object, kind: ValueKind) -> object:
    """The value of `kind` that whoever wrote `constant` meant; None where that is not clear."""
    for value, label in zip(kind.values or (), kind.labels, strict=False):
        if isinstance(constant, str) and (same_word(label, constant) or same_word(str(value), constant)):
            return value
    if kind.name == BOOLEAN.name and isinstance(constant, str):
        return next((value for words, value in ((_YES, True), (_NO, False)) if _is_one_of(constant, words)), None)
    if kind.name == "number" and isinstance(constant, str):
        try:
            number = float(constant.replace(",", ""))
        except ValueError:
            return None
        return int(number) if number == int(number) else number
    if kind.name == TEXT.name and kind.values and isinstance(constant, (int, float)):
        return next((value for value in kind.values if value == str(constant)), None)
    return None


def meant(context: Context, use: Use, word: str) -> tuple[Comparison, object] | None:
    """Where a condition compares a variable with `word`, which names one of its answers without quotation marks: that
    comparison, and the answer. None where it is not clear which is meant."""
    found = condition(use.text) if use.role in (Role.CONDITION, Role.LOOP) else None
    if found is None:
        return None
    writers = context.dataflow.writers  # and not what reaches this point: of what nothing reads yet, nothing is known
    for node in (each for each in ast.walk(found.tree) if isinstance(each, ast.Compare)):
        sides = [node.left, *node.comparators]
        for number, sign in enumerate(node.ops):
            for one, other in ((sides[number], sides[number + 1]), (sides[number + 1], sides[number])):
                if isinstance(one, ast.Name) and isinstance(other, ast.Name) and other.id == word:
                    kinds = tuple({writer.kind for writer in writers.get(one.id, ())})
                    value = offered(word, kinds[0]) if len(kinds) == 1 and isinstance(sign, SAME) else None
                    if value is not None:
                        return Comparison(use, node, sign, one.id, kinds, (), None, other), value
    return None


def with_answers(context: Context, use: Use) -> str:
    """The text of a condition with every answer in it written as one, where it is clear which is meant."""
    for name in sorted(reads(use.text) - context.dataflow.writers.keys()):
        answer = meant(context, use, name)
        if answer is not None:
            use = use._replace(text=with_constant(*answer))
    return use.text


def _is_one_of(word: str, words: tuple[str, ...]) -> bool:
    return any(same_word(word, each) for each in words)


def with_constant(comparison: Comparison, value: object) -> str:
    """The whole expression with another constant in the place of the one compared."""
    found = condition(comparison.use.text)
    assert found is not None
    text = found.expression.text
    segment = ast.get_source_segment(text, comparison.place) or ""
    lines = text.splitlines(keepends=True)
    place = comparison.place
    before = "".join(lines[: place.lineno - 1])
    start = len(before) + len(lines[place.lineno - 1].encode()[: place.col_offset].decode())
    instead = repr(value) if segment.startswith("'") else written(value)  # in the quotes of whoever wrote it
    return text[:start] + instead + text[start + len(segment) :]


def written(value: object) -> str:
    """A constant as the editor writes it, which then finds it among the answers of the forms."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
