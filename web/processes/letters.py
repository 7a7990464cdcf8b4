"""How an e-mail of a draft reads, with values that its forms would take: for the preview beside the editor."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from bpmn.expressions import EvaluationError, ExpressionError, parse_expression, parse_script
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Field, Sampling
from bpmn.forms.marks import Marks, marks_of
from bpmn.forms.sample import sample
from bpmn.forms.schema.reader import read_form
from bpmn.model import Process
from engine.client_access.invitations import DAYS, EXPIRES
from engine.db import Connection
from engine.definitions import control
from engine.definitions.drafts import Draft
from engine.definitions.library import Library
from engine.identity.queries import Person, all_roles, names
from engine.notifications.places import day, fill
from web.paper.procedure import process_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An e-mail as it is being written. `to` are role ids, `expression` yields some; of an invitation, `email` names
    the variable of the address and `until` that of the last day."""

    subject: str
    text: str
    to: tuple[str, ...] = ()
    expression: str = ""
    invitation: bool = False
    email: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class LetterView:
    """How it reads. `to` are its readers: a role with who holds it, or an address."""

    subject: str
    body: str
    to: tuple[tuple[str, tuple[str, ...]], ...]
    invitation: bool


def letter_view(
    connection: Connection,
    process_id: str,
    asked: Asked,
    actor: Person,
    *,
    library: Library,
    environment: Environment,
    today: date,
) -> LetterView:
    """The e-mail `asked`, filled in; with a dash for what is confidential, as in any that leaves. Raises NotFound (kind
    ``draft``), NotAllowed."""
    draft = control.readable_draft(connection, process_id, actor)
    data = sample_data(draft, environment)
    said = dict.fromkeys(_confidential(connection, draft, library))
    if asked.invitation:
        data[EXPIRES] = day(_last_day(data.get(asked.until), today))
        address = str(data.get(asked.email) or "—")
        return LetterView(fill(asked.subject, data | said), fill(asked.text, data | said), ((address, ()),), True)
    roles = dict.fromkeys((*asked.to, *_yielded(asked.expression, data)))
    known, people = {role.id: role for role in all_roles(connection)}, names(connection)
    to = tuple(
        (known[id].name, tuple(sorted(people[each] for each in known[id].holders))) for id in roles if id in known
    )
    return LetterView(fill(asked.subject, data | said), fill(asked.text, data | said), to, False)


def sample_data(draft: Draft, environment: Environment) -> dict[str, object]:
    """A value for each field that the forms of a draft ask for, and for what its scripts make of them, in the order of
    its diagram; scripts that cannot be run over these are left out."""
    process = process_of(draft.diagram, draft.process_id)
    data: dict[str, object] = {}
    for form, scripts in () if process is None else _steps(process, draft.forms):
        if form is not None:
            data |= sample(form, {}, data, environment=environment, file=_file)
            for path, field in form.fields():
                if "." not in path and data.get(path) in (None, "", []):
                    data[path] = _value(field, environment)
        for script in scripts:
            with suppress(ExpressionError, EvaluationError):
                data |= parse_script(script).run(data)
    return data


def _confidential(connection: Connection, draft: Draft, library: Library) -> frozenset[str]:
    """The variables that are confidential by what the draft says, or by what any version said before."""
    readings = (read_form(source).form for source in draft.forms.values())
    marks: list[Marks] = [marks_of(form.components) for form in readings if form is not None]
    marks.append(library.marks(connection, [draft.process_id]))
    return frozenset(chain[0] for each in marks for chain, mark in each.items() if mark.readers is not None)


def _steps(process: Process, forms: Mapping[str, bytes]) -> Iterator[tuple[Form | None, tuple[str, ...]]]:
    for activity in process.activities():
        source = forms.get(activity.form or "")
        scripts = (activity.pre_script, activity.script, activity.post_script)
        yield None if source is None else read_form(source).form, tuple(filter(None, scripts))


def _value(field: Field, environment: Environment) -> object:
    options = getattr(field, "values", None) or ()
    sampling = Sampling(field.label, lambda feel: None, options, environment, _file)
    return next((each for each in field.samples(sampling)), None)


def _file(key: str) -> dict[str, object]:
    return {"name": f"{key}.pdf", "size": 1, "sha256": "0" * 64}


def _yielded(expression: str, data: Mapping[str, object]) -> tuple[str, ...]:
    """The roles that an expression gives over `data`; none where it cannot be worked out."""
    try:
        found = parse_expression(expression).evaluate(data) if expression.strip() else None
    except (ExpressionError, EvaluationError):
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),) if found else ()


def _last_day(value: object, today: date) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return today + timedelta(days=DAYS)
