"""Values that a form accepts, for demonstrations and for `--fill`: plausible, deterministic, and in Spanish."""

import copy
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from bpmn.forms.data import MISSING, Place, at, shown
from bpmn.forms.evaluate import FormState, Node, evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import DynamicList, Field, Refused, Sampling
from bpmn.forms.validate import validate

MAX_ROUNDS = 50
"""How often the form is filled in again, since what is filled in may show more fields."""
File = Callable[[str], dict[str, object]]


def sample(
    form: Form, given: Mapping[str, object], data: Mapping[str, object], *, environment: Environment, file: File
) -> dict[str, object]:
    """`given`, unchanged, with a valid value for every required field that is shown and not given.

    `file` makes the reference of a stored file for a key. What comes out is valid when `given` is, unless a field can
    have no valid value at all (nothing to choose from, a minimum above the maximum), or a check between fields is not
    met by any of the values that are tried for the field it stands at. Raises nothing of its own.
    """
    filled: dict[str, object] = copy.deepcopy(dict(given))
    others: dict[Place, Iterator[object]] = {}
    for _ in range(MAX_ROUNDS):
        errors = validate(form, filled, data, environment=environment).errors
        missing = {error.field for error in errors if error.code == "required"}
        broken = {error.field for error in errors if error.code == "check"}
        state = evaluate(form, filled, data, environment=environment)
        nodes = [node for node in state.nodes if shown(node.place) in missing and at(filled, node.place) is MISSING]
        for node in nodes:
            others[node.place] = _candidates(node, state, environment, file)
        again = [place for place in others if shown(place) in broken]
        chosen = [(place, next(others[place], MISSING)) for place in [*(node.place for node in nodes), *again]]
        if all(value is MISSING for _, value in chosen):
            break
        for place, value in chosen:
            if value is not MISSING:
                _set(filled, place, value, state)
    return filled


def _set(filled: dict[str, object], place: Place, value: object, state: FormState) -> None:
    """Put a value in its place; rows on the way that were not given are as many as the form shows."""
    target: object = filled
    for depth, step in enumerate(place[:-1], 1):
        if isinstance(target, dict):
            rows = at(state.context, place[:depth])
            target = target.setdefault(step, [{} for _ in rows] if isinstance(rows, list) else {})
        elif isinstance(target, list) and isinstance(step, int):
            target = target[step]
    if isinstance(target, dict):
        target[place[-1]] = value


def _candidates(node: Node, state: FormState, environment: Environment, file: File) -> Iterator[object]:
    """Values that are valid in themselves, the best first; one that is not where there is no other."""
    field = node.component
    if isinstance(field, DynamicList):
        yield [{}]
        return
    assert isinstance(field, Field)

    options = field.options(state.initial, node.scope)
    wished = [value for value in (field.default, field.example) if value is not None]
    made = field.samples(Sampling(node.label, node.evaluate, options, environment, file))
    unfit: object = MISSING
    found = False
    for candidate in chain(wished, made):
        try:
            value = field.convert(candidate, options, node.label)
        except Refused:
            continue
        if value != field.empty and not any(field.problems(value, node.label, node.scope)):
            found = True
            yield candidate
        elif unfit is MISSING:
            unfit = candidate
    if not found:
        yield None if unfit is MISSING else unfit
