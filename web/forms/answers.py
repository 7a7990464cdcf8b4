"""What was written into a form, to be read back."""

from collections.abc import Iterator, Mapping

from bpmn.forms.data import MISSING, at
from bpmn.forms.evaluate import evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from web.forms.beginning import without
from web.texts.formatting import Presenter, Shown


def answers(form: Form | None, values: Mapping[str, object], presenter: Presenter) -> list[Shown]:
    """What was written into a form, in its order; what was left blank is left out."""
    found = () if form is None else _asked(form.components, ())
    shown = (_shown(component, at(values, path), presenter) for component, path in found)
    return [each for each in shown if each is not None and not each.blank]


def without_hidden(
    form: Form | None, values: Mapping[str, object], data: Mapping[str, object], environment: Environment
) -> Mapping[str, object]:
    """The `values` with which a step was completed, without those that its form did not ask for: a variable that holds
    an object is stored whole, with what its reader was not shown. `data` are the instance's."""
    if form is None:
        return values
    return without(values, sorted(evaluate(form, values, data, environment=environment).hidden, key=len))


def _asked(components: tuple[Component, ...], prefix: tuple[str, ...]) -> Iterator[tuple[Component, tuple[str, ...]]]:
    for component in components:
        if isinstance(component, DynamicList) or (isinstance(component, Field) and not component.only_shown):
            yield component, prefix + component.path
        elif isinstance(component, Container):
            yield from _asked(component.components, prefix + component.path)


def _shown(component: Component, value: object, presenter: Presenter) -> Shown | None:
    return None if value is MISSING else presenter.value(component, value)
