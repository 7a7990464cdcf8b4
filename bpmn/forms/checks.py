"""Checks between fields: which of them are broken, given what a form holds."""

from collections.abc import Collection, Iterator

from bpmn.forms.data import Place
from bpmn.forms.evaluate import FormState, Node
from bpmn.forms.feel import SPECIAL, Scope
from bpmn.forms.feel.values import follow
from bpmn.forms.form import Form
from bpmn.forms.kinds import Check


def broken_checks(form: Form, state: FormState, wrong: Collection[Place] = ()) -> Iterator[tuple[Node | None, Check]]:
    """The checks that do not hold, each with the visible field or list it stands at (None: the form itself).

    One that reads a field among those that are `wrong` already is not judged: its message would only confuse.
    """
    if not form.compiled.checked:
        return
    names = [tuple(step for step in place if isinstance(step, str)) for place in wrong]
    for node in state.nodes:
        if node.component.checks and not node.hidden:
            for check in node.component.checks:
                if _is_broken(check, node.scope, names):
                    yield node, check
    for check in form.checks:
        if _is_broken(check, state.scope, names):
            yield None, check


def _is_broken(check: Check, scope: Scope, wrong: list[tuple[str, ...]]) -> bool:
    if wrong and any(_meets(path, place) for path in check.condition.paths for place in wrong):
        return False
    if not check.always:
        variables = scope.names()
        if not all(_is_filled(variables, path) for path in check.condition.paths):
            return False
    return scope.evaluate(check.condition) is not True


def _meets(path: tuple[str, ...], place: tuple[str, ...]) -> bool:
    """Whether a chain of names leads to the field in `place`, or to what holds it; rows are not told apart."""
    if path[0] in SPECIAL:
        return path[1:] == place[-len(path) + 1 :] or len(path) == 1
    return path == place[: len(path)]


def _is_filled(variables: dict[str, object], path: tuple[str, ...]) -> bool:
    value = variables.get(path[0])
    for name in path[1:]:
        value = follow(value, name)
    if isinstance(value, (list, tuple)):
        return bool(value) and all(item not in _EMPTY for item in value)
    return value not in _EMPTY


_EMPTY: tuple[object, ...] = (None, "", [])
