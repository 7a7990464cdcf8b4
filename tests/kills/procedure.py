"""What the company does: Gestión Comercial to its end, and a wait for a timer; rehearsed once, for what to send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bpmn.forms.data import MISSING, Place, at, shown
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from engine.definitions.inspection import Source
from engine.instances import commands
from engine.instances.session import InstanceSession
from engine.instances.timers import fire_due
from tests.bench.procedure import GOLDEN
from tests.engine.definitions.publishing import publish
from tests.engine.instances.test_timers import timed
from tests.files import content_of
from tests.support import Company

PROCESS, WAITING = "gestion_comercial", "p"
STARTER = "comercial"
CLAIMED = "validacion"
CLIENT = "cliente"
"""The field by which each opportunity is told apart, and the step that asks it."""
ASKED_AT = "prospeccion"
ZONE = ZoneInfo("America/Mexico_City")
WAIT = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a form attaches."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """One completion: of which element, who does it, and what the form is sent with.

    `waits`: a timer has to fire before it is there.
    """

    element: str
    actor: str
    fields: tuple[tuple[str, str], ...]
    uploads: tuple[Upload, ...]
    claimed: bool = False
    waits: bool = False


def deploy(company: Company) -> None:
    """Put the process with the timer in force; the other one is."""
    seconds = f"PT{int(WAIT.total_seconds())}S"
    diagram = timed("start > a > wait > b > end", {"wait": ("timeDuration", seconds)})
    for step in (b"a", b"b"):  # the pages show a step by its name
        diagram = diagram.replace(b'<bpmn:userTask id="%b"' % step, b'<bpmn:userTask id="%b" name="%b"' % (step, step))
    publish(company, Source("p.bpmn", diagram))


def rehearse(company: Company, process: str) -> list[Step]:
    """Drive an instance to its end through the engine's own commands; gives what was done."""
    folio = company.start(process)
    steps: list[Step] = []
    while True:
        waiting, fired = company.tasks(folio), False
        if not waiting and process == WAITING and len(steps) == 1:
            company.clock.now += WAIT
            assert fire_due(company.database, company.runtime, company.clock()) == 1
            waiting, fired = company.tasks(folio), True
        if not waiting:
            return steps
        item, actor = waiting[0].item, waiting[0].candidates[0]
        claimed = item.visit.element == CLAIMED
        if claimed:
            company.command("claim", item.id, actor=actor)
        values = company.filled(item.id, GOLDEN.get(item.visit.element, {}), actor=actor)
        fields, uploads = _sent(company, item.id, values)
        company.complete(item.id, values, actor=actor)
        steps.append(Step(item.visit.element, actor, fields, uploads, claimed, fired))


def _sent(
    company: Company, id: str, values: Mapping[str, object]
) -> tuple[tuple[tuple[str, str], ...], tuple[Upload, ...]]:
    """What a page sends that was filled in with `values`."""
    fields: list[tuple[str, str]] = []
    uploads: list[Upload] = []
    with company.database.transaction() as connection:
        session, item = InstanceSession.open_at(connection, company.runtime, id)
        form = commands.form_of(connection, company.runtime, session, item)
        now = company.clock().astimezone(ZONE)
        for name, field, value in _filled(() if form is None else form.components, values, (), ()):
            if not field.holds_files:
                fields += [(name, text) for text in field.to_texts(value, now) or [""]]
                continue
            assert isinstance(value, list)
            for file in value:
                uploads.append(Upload(name, file["name"], content_of(file["name"])))
    return tuple(fields), tuple(uploads)


def _filled(
    components: Sequence[Component], values: Any, prefix: Sequence[Any], place: Place
) -> Iterator[tuple[str, Field, object]]:
    """Each field that has a value, by the name of its input (as `web.forms.form_parser` reads them)."""
    prefix = tuple(prefix)
    for component in components:
        if isinstance(component, Field):
            value = MISSING if component.only_shown else at(values, prefix + component.path)
            if value is MISSING and not component.only_shown and component.default is not None:
                value = component.default  # what the page begins with
            if value is not MISSING:
                yield shown((*place, *prefix, *component.path)), component, value
        elif isinstance(component, DynamicList):
            rows = at(values, prefix + component.path)
            for number, row in enumerate(rows if isinstance(rows, list) else []):
                yield from _filled(component.components, row, (), (*place, *prefix, *component.path, number))
        elif isinstance(component, Container):
            yield from _filled(component.components, values, prefix + component.path, place)
