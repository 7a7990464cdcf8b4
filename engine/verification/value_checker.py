"""Checks that the form of that version would have taken what was answered: over the data that the work saw, on that
day, by the calendar as it then was.

A form keeps what it makes of what somebody sent, and would make the same of that again. So what history holds of an
answer is sent again, as far as the form has such fields. What is refused is named, and so is whatever comes out
otherwise: a computed value, one that is missing, one that the form does not show, one of a field that it has not.

Of one history only the first answer that is refused is named: what came after may rest on it.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection

from bpmn.forms.data import MISSING, at
from bpmn.forms.form import Form
from bpmn.forms.starting import first_activity, start_form
from bpmn.forms.stored import submission_of
from bpmn.forms.validate import FieldError, validate
from bpmn.model import Activity, Process
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.errors import EngineFault, NotFound
from engine.history.chain import Event
from engine.history.problems import Kind, Problem
from engine.history.versions import runs_on
from engine.instances.visible import Visible
from engine.verification.office_then import OfficeThen
from engine.verification.replay_steps import Answer

Forms = Callable[[str, int, str], Form]
"""The form of a version: process id, number, id. Raises NotFound, EngineFault."""
NOTHING = "—"
MOST = 10
"""Fields of one answer that are named."""
_SHOWN = 80
_ENDS_OF_THE_EARTH = ("Etc/GMT+12", "Etc/GMT-14")
"""The time zones in which a day begins last and first: in which the office was then is on no record."""


class ValueChecker:
    """Checks the answers of one history, each before its step is taken. What it finds is kept and told to many, so
    that it quotes of the values what is `visible`."""

    def __init__(self, connection: Connection, office: OfficeThen, forms: Forms, visible: Visible) -> None:
        self._connection, self._office, self._forms, self._visible = connection, office, forms, visible
        self.problems: list[Problem] = []

    def started(self, event: Event, process: Process) -> None:
        """Check the first event of a history that was executed: an instance of `process` starts with what was said to
        the form of that, or without data."""
        values, ran_on = event.payload["values"], runs_on(event)
        if values == {}:
            return
        first = first_activity(process)
        try:
            asked = None
            if first is not None and first.form is not None and ran_on is not None:
                asked = start_form(self._forms(process.id, ran_on.versions[process.id], first.form))
        except (NotFound, EngineFault):
            return  # its form is not that of its version: named by its digest
        if asked is None or not isinstance(values, Mapping):
            self.problems += self._without_form(event, values)
        else:
            self._judge(_Said(event, asked, {}, self._visible, values))

    def answered(self, answer: Answer) -> None:
        """Check an answer."""
        if self.problems:
            return
        cause, activity = answer.cause, answer.activity
        if not isinstance(activity, Activity) or activity.form is None:
            self.problems += self._without_form(cause, cause.payload)
            return
        try:
            form = self._forms(answer.work.process_id, answer.version, activity.form)
        except (NotFound, EngineFault):
            return  # it is not the form of that version: that is named by its digest
        self._judge(_Said(cause, form, answer.work.data, self._visible, cause.payload))

    def _judge(self, said: "_Said") -> None:
        cause = said.event
        found = said.problems(cause.at, self._office.at(cause))
        if found:
            # Another calendar may have counted at that very moment; and days may have been decided since all were read.
            self._office.read_on(self._connection)
            whens = [*self._office.around(cause), *self._office.elsewhere(cause, _ENDS_OF_THE_EARTH)]
            others = [said.problems(*when) for when in whens]
            self.problems += [each for each in others[0] if all(each in other for other in others)]

    def _without_form(self, event: Event, values: object) -> Iterator[Problem]:
        """What is said where nothing was asked."""
        shown = self._visible.data(values) if isinstance(values, Mapping) else {}
        for name, value in sorted(shown.items()):
            yield _problem(event, NOTHING, value, str(name))


class _Said:
    """What one event says was answered to a form over `data`: its `values`."""

    def __init__(
        self, event: Event, form: Form, data: Mapping[str, object], visible: Visible, values: Mapping[str, object]
    ) -> None:
        self.event, self._form, self._data, self._visible = event, form, data, visible
        self._values = values
        self._submitted = submission_of(form, self._values)

    def problems(self, moment: str, calendar: OfficeCalendar) -> list[Problem]:
        """What the form says to it at a moment, by a calendar."""
        environment = calendar.environment(from_text(moment))
        result = validate(self._form, self._submitted, self._data, environment=environment)
        if result.errors:
            return [self._refused(error) for error in result.errors[:MOST]]
        if canonical_json.dumps(result.values) == canonical_json.dumps(dict(self._values)):
            return []
        return list(islice(self._others(result.values), MOST))

    def _refused(self, error: FieldError) -> Problem:
        why = str(error.message.values["reason"]) if error.code == "check" else error.code
        place = tuple(int(each) if each.isdigit() else each for each in _steps(error.field))
        value = at(self._visible.data(self._values), place) if place else MISSING
        return _problem(self.event, why, value, error.label or error.field or self._form.id)

    def _others(self, expected: Mapping[str, object]) -> Iterator[Problem]:
        labels = {part.path[0]: part.component.label for part in self._form.compiled.parts if len(part.path) == 1}
        for name in sorted(expected.keys() | self._values.keys()):
            wanted, found = expected.get(name, MISSING), self._values.get(name, MISSING)
            if wanted is MISSING or found is MISSING or _told(wanted) != _told(found):
                shown = [self._shown(name, value) for value in (wanted, found)]
                yield _problem(self.event, _told(shown[0]), shown[1], labels.get(name, name))

    def _shown(self, name: str, value: object) -> object:
        return value if value is MISSING else self._visible.data({name: value})[name]


def _problem(event: Event, expected: str, found: object, subject: str) -> Problem:
    return Problem(Kind.VALUE_NOT_ALLOWED, event.seq, expected, _told(found), subject)


def _steps(place: str) -> list[str]:
    """``renglones[2].monto`` → its steps."""
    return [step for step in place.replace("[", ".").replace("]", "").split(".") if step]


def _told(value: object) -> str:
    if value is MISSING:
        return NOTHING
    text = canonical_json.dumps(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
