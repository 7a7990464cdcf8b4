"""A procedure with a mistake that nothing finds before it runs, and its repair."""

import json
from collections.abc import Mapping

from engine.definitions.inspection import Source
from engine.form_drafts.queries import Draft, own_drafts
from engine.incidents import commands, queries
from engine.incidents.commands import StoppedByIncident
from engine.incidents.queries import Stopped
from engine.instances import queries as instances
from engine.instances.projection import Projection
from engine.instances.reading import EVERYTHING
from engine.notifications.outbox import Message
from tests.engine.definitions.publishing import publish
from tests.engine.execution.diagrams import diagram
from tests.support import Company

FORM = json.dumps(
    {
        "type": "default",
        "id": "conteo",
        "components": [
            {"type": "number", "key": "piezas", "label": "Piezas", "validate": {"required": True}},
            {"type": "textfield", "key": "nota", "label": "Nota"},
        ],
    }
).encode()
NONE = {"piezas": 0, "nota": "No llegó ninguna."}
"""An answer that the form accepts and the mistake does not bear."""

WRONG, RIGHT = "por_pieza = 100 / piezas", "por_pieza = 100 / piezas if piezas else 0"
REASON = "La cuenta no admitía cero piezas."


def counting(script: str, flows: str = "start > contar > script > b > end", lane: str = "comercial") -> Source:
    """`contar` asks for a number, and a script divides by it."""
    ours = '<bpmn:extensionElements><cauce:activity form="conteo"/></bpmn:extensionElements>'
    kinds = {
        "contar": 'userTask name="Contar las piezas"',
        "script": 'scriptTask name="Calcular el costo"',
        "b": 'userTask name="Revisar"',
    }
    source = diagram(flows, kinds, {"contar": ours, "script": f"<bpmn:script>{script}</bpmn:script>"}).decode()
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in ("start", "contar", "script", "b"))
    lanes = f'<bpmn:laneSet id="lanes"><bpmn:lane id="{lane}" name="{lane.title()}">{refs}</bpmn:lane></bpmn:laneSet>'
    source = source.replace('isExecutable="true">', f'isExecutable="true" name="Conteo">{lanes}', 1)
    source = source.replace("<bpmn:definitions ", '<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ', 1)
    return Source("p.bpmn", source.encode(), {"conteo": FORM})


def begun(company: Company, source: Source | None = None) -> str:
    """An instance that waits at `contar`."""
    publish(company, counting(WRONG) if source is None else source)
    return company.start("p", "comercial")


def stopped(company: Company, source: Source | None = None) -> str:
    """An instance whose first step could not be completed."""
    folio = begun(company, source)
    assert isinstance(complete(company, folio, NONE), StoppedByIncident)
    return folio


def complete(
    company: Company, folio: str, values: Mapping[str, object], actor: str = "comercial", element: str = "contar"
) -> Projection | StoppedByIncident:
    id = company.task(folio, element).item.id
    with company.database.transaction() as connection:
        return commands.complete(connection, company.runtime, id, values, actor=actor, at=company.clock())


def send(company: Company, folio: str, actor: str = "comercial") -> Projection | StoppedByIncident:
    """Send what was kept."""
    draft = kept(company, folio, actor)
    assert draft is not None
    return complete(company, folio, draft.values, actor)


def kept(company: Company, folio: str, owner: str = "comercial") -> Draft | None:
    id = company.task(folio, "contar").item.id
    with company.database.reading() as connection:
        return next(iter(own_drafts(connection, id, owner)), None)


def found(company: Company, folio: str | None = None, *, every: bool = False) -> list[Stopped]:
    with company.database.reading() as connection:
        return queries.found(connection, company.runtime, EVERYTHING, folio=folio, every=every)


def letters(company: Company, folio: str) -> list[Message]:
    with company.database.reading() as connection:
        return instances.sent(connection, EVERYTHING, folio)


def told(company: Company, folio: str) -> list[str]:
    return [event.type for event in company.history(folio)]
