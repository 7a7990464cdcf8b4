"""A step that was given back where it could not be is named, by the product and by the stand-alone verifier."""

import io
from collections.abc import Callable, Mapping
from types import ModuleType

import pytest
from sqlalchemy import Connection

from engine import canonical_json
from engine.history.chain import Event
from engine.history.problems import Kind
from engine.incidents.commands import StoppedByIncident
from engine.instances import returning
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from tests.engine.client_access.proposal import YES, sent, to_be_sent
from tests.engine.incidents import stopping
from tests.engine.instances.again import assert_rebuilds
from tests.engine.instances.test_timers import started, timed
from tests.engine.verification.attacks import chained, history, key_in, rewrite, set_head, under
from tests.engine.verification.attacks_on_actors import given_back
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import golden, verifier  # noqa: F401  (fixtures)
from tests.support import Company

Change = Callable[[dict[str, object]], dict[str, object]]


def changed(change: Change) -> Callable[[Connection, str], None]:
    """The return with another payload, and every hash behind it made again."""

    def attack(connection: Connection, folio: str) -> None:
        events = [
            each._replace(data=canonical_json.dumps(change(each.payload))) if is_return(each) else each
            for each in history(connection, folio)
        ]
        rewrite(connection, folio, chained(key_in(connection, folio), events))
        set_head(connection, folio)

    return attack


def is_return(event: Event) -> bool:
    return event.type == "instance_returned"


def _versions(said: Mapping[str, object]) -> dict[str, object]:
    versions = said["to"]
    assert isinstance(versions, dict)
    return versions


CHANGES: dict[str, Change] = {
    "to a step that was not before it": lambda said: {**said, "mapping": {"validacion": "dimensionamiento"}},
    "to a step that there is not": lambda said: {**said, "mapping": {"validacion": "nada"}},
    "of a step that does not wait": lambda said: {**said, "mapping": {"dimensionamiento": "prospeccion"}},
    "of nothing": lambda said: {**said, "mapping": {}},
    "of several": lambda said: {**said, "mapping": {"validacion": "prospeccion", "prospeccion": "validacion"}},
    "to another version": lambda said: {**said, "to": {**_versions(said), "gestion_comercial": 2}},
    "without a reason": lambda said: {**said, "reason": None},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_return_that_says_something_else_is_named(
    company: Company,
    change: Change,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = given_back(company)
    seq = next(each.seq for each in company.history(folio) if is_return(each))
    runtime = Runtime(company.runtime.calendar)

    def judged(connection: Connection) -> tuple[list[int | None], list[int | None]]:
        report = verify(connection, runtime, folio)
        theirs = places(verifier, evidence_of_one(connection, runtime, folio))
        return [each.seq for each in report.problems], [at for _, at in theirs]

    ours, theirs = under(changed(change), company.database, folio, judged)
    assert seq in ours and seq in theirs


def test_a_return_that_the_diagram_does_not_allow_is_named(
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = started(company, timed("start > a > fork > b > join > end\nfork > c > join", {}))
    company.do(folio, "a")
    with monkeypatch.context() as patched, company.database.transaction() as connection:
        patched.setattr(returning, "may_return", lambda *_: True)
        id_ = company.task(folio, "b").item.id
        returning.give_back(connection, company.runtime, id_, "x", actor="comercial", at=company.clock())
    seq = next(each.seq for each in company.history(folio) if is_return(each))
    with company.database.reading() as connection:
        report = verify(connection, company.runtime, folio)
        theirs = places(verifier, evidence_of_one(connection, company.runtime, folio))
    assert [(each.kind, each.seq) for each in report.problems][:1] == [(Kind.EXECUTION_DIVERGED, seq)]
    assert ("execution_diverged", seq) in theirs


def test_a_return_that_was_done_is_in_order_for_both(company: Company, verifier: ModuleType) -> None:  # noqa: F811
    folio = given_back(company)
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
        assert places(verifier, evidence_of_one(connection, company.runtime, folio)) == []


def give_back(company: Company, folio: str, element: str, actor: str) -> None:
    with company.database.transaction() as connection:
        id_ = company.task(folio, element).item.id
        returning.give_back(connection, company.runtime, id_, "Se envió por error", actor=actor, at=company.clock())


def proposal_taken_back(company: Company) -> str:
    """Comercial takes back a proposal that the client has a link for, and sends it again."""
    folio = sent(company)
    give_back(company, folio, "revisar_propuesta", "comercial")
    company.do(folio, "enviar_cliente")
    company.do(folio, "revisar_propuesta", YES)
    return folio


def corrections_given_back(company: Company) -> str:
    """In a loop, in the second round, and twice one after the other."""
    folio = to_be_sent(company)
    for _ in range(2):
        give_back(company, folio, "enviar_cliente", "comercial")
        company.do(folio, "validar_cumplimiento", {"cumple": False})
        give_back(company, folio, "correcciones", "comercial")
        company.do(folio, "validar_cumplimiento", {"cumple": True})
    return folio


def stopped_by_an_incident(company: Company) -> str:
    """What goes back takes its incident with it; it comes again, and is stopped again."""
    folio = stopping.begun(company, stopping.counting(stopping.WRONG, "start > b > contar > script > end"))
    for _ in range(2):
        company.do(folio, "b")
        assert isinstance(stopping.complete(company, folio, stopping.NONE), StoppedByIncident)
        give_back(company, folio, "contar", "comercial")
    return folio


def within_a_called_procedure(company: Company) -> str:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "compraventa", "areas": ["soc_noc"]})
    company.do(folio, "cotizar_soluciones", {"requiere_alianza": True})
    give_back(company, folio, "generar_alianza", "alianzas")
    company.do(folio, "cotizar_soluciones", {"requiere_alianza": False})
    return folio


def beside_another_branch(company: Company) -> str:
    """Given back while another branch waits, and with a timer on the step it goes back to."""
    timers = {"on": ("timeDuration", "PT1H")}
    folio = started(company, timed("start > fork > a > b > join > end\nfork > c > join\non > b", timers))
    company.do(folio, "a")
    give_back(company, folio, "b", "comercial")
    company.do(folio, "c")
    company.do(folio, "a")
    return folio


@pytest.mark.parametrize(
    "route",
    [
        proposal_taken_back,
        corrections_given_back,
        stopped_by_an_incident,
        within_a_called_procedure,
        beside_another_branch,
    ],
    ids=lambda route: route.__name__,
)
def test_what_is_given_back_in_the_procedure_is_in_order_for_both(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    route: Callable[[Company], str],
) -> None:
    folio = route(company)
    assert_rebuilds(company, folio)
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
        assert places(verifier, evidence_of_one(connection, company.runtime, folio)) == []


def places(verifier: ModuleType, evidence: bytes) -> list[tuple[str, int | None]]:  # noqa: F811
    """What the stand-alone verifier names, and where."""
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(evidence)))
    return [(each["kind"], each["seq"]) for each in findings.problems]
