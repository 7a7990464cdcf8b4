"""A type of events that is defined in one place, and given its texts, is told on every surface, in both languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask

from bpmn.messages import Message
from engine.history.chain import NewEvent
from engine.history.event_types import REGISTRY, EventType, Origin, Part, Subject
from engine.instances.session import InstanceSession
from engine.notifications.webhook import body_of
from engine.verification.instance_verifier import verify
from tests.engine.notifications.posting import Scripted, Still, post, with_webhook
from tests.support import Company
from tests.web.conftest import Visitor, site_of
from web import i18n
from web.cli import main
from web.texts.events import TEXTS, EventText

NAME, SENTENCE = "Note added", "{who} noted: {reason}"
SPANISH = {NAME: "Nota agregada", SENTENCE: "{who} anotó: {reason}"}
TOLD = {
    "es": ("Nota agregada", "Comercial anotó: llamar el lunes"),
    "en": ("Note added", "Comercial noted: llamar el lunes"),
}
LANGUAGES = pytest.mark.parametrize("language", ["es", "en"])


@pytest.fixture(autouse=True)
def defined(monkeypatch: pytest.MonkeyPatch) -> EventType:
    """The type in the registry and its texts in their table and catalogue: all that is written to add it."""
    made = EventType(
        "instance_annotated",
        Subject.INSTANCE,
        frozenset({Origin.PERSON}),
        Part.ASIDE,
        payload=frozenset({"reason"}),
        handed_off=True,
        recent=True,
    )
    monkeypatch.setitem(REGISTRY, made.name, made)
    monkeypatch.setitem(TEXTS, made.name, EventText(Message(NAME), Message(SENTENCE)))
    for english, spanish in SPANISH.items():
        monkeypatch.setitem(i18n._catalogue("es")._catalog, english, spanish)  # type: ignore[attr-defined]
    return made


@pytest.fixture
def company(company: Company) -> Company:
    return with_webhook(company)


@pytest.fixture
def folio(company: Company, defined: EventType) -> str:
    folio = company.start()
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:
        session = InstanceSession.open(connection, company.runtime, folio)
        note = NewEvent(defined.name, actor="comercial", payload={"reason": "llamar el lunes"})
        session.record([note], at=company.clock())
    return folio


@pytest.fixture
def app(company: Company) -> Flask:
    return site_of(company)


@pytest.fixture
def read(visit: Callable[[str], Visitor], language: str) -> Callable[[str, str], Visitor]:
    """A page as a person reads it in the language."""

    def opened(person: str, path: str) -> Visitor:
        return visit(person).post("/idioma", {"language": language, "back": "/bandeja"}).get(path)

    return opened


@LANGUAGES
def test_the_page_of_the_opportunity_tells_it(read: Callable[..., Visitor], folio: str, language: str) -> None:
    assert TOLD[language][0] in read("comercial", f"/oportunidades/{folio}").text()


@LANGUAGES
def test_the_recent_activity_of_a_step_tells_it(
    read: Callable[..., Visitor], company: Company, folio: str, language: str
) -> None:
    task = company.tasks(folio)[0].item
    assert TOLD[language][1] in read("preventa", f"/bandeja/{task.id}").text()


@LANGUAGES
def test_the_audit_tells_it_in_its_list_its_replay_and_its_json(
    read: Callable[..., Visitor], company: Company, folio: str, language: str
) -> None:
    seq = len(company.history(folio))
    page = read("auditor", f"/auditoria/{folio}?paso={seq}")
    assert TOLD[language][1] in page.text()
    steps = page.get(f"/auditoria/{folio}/pasos").response.json["steps"]
    assert steps[-1]["what"] == TOLD[language][1]


@LANGUAGES
def test_the_terminal_tells_it(company: Company, folio: str, language: str) -> None:
    runner = CliRunner(env={"CAUCE_DATABASE_URL": company.database.url, "CAUCE_LOCALE": language, "LANGUAGE": None})
    told = runner.invoke(main, ["history", folio]).output
    assert TOLD[language][1].replace("Comercial", "Comercial [comercial]") in told


@LANGUAGES
def test_the_outbox_tells_what_it_hands_off(read: Callable[..., Visitor], folio: str, language: str) -> None:
    assert TOLD[language][0] in read("administrador", "/administracion/envios").text()


def test_it_is_handed_off_under_its_name(company: Company, folio: str) -> None:
    channel = Scripted()
    post(company, Still(company.clock()), webhook=channel)
    (letter,) = [each for each in channel.sent if each.payload.get("event", {}).get("type") == "instance_annotated"]  # type: ignore[attr-defined]
    assert b'"type":"cauce.instance_annotated"' in body_of(letter, "urn:cauce")


def test_its_history_verifies(company: Company, folio: str) -> None:
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()


def test_without_the_registry_it_is_refused_by_name(
    company: Company, folio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(REGISTRY, "instance_annotated")
    with company.database.reading() as connection:
        (problem,) = verify(connection, replace(company.runtime), folio).problems
    assert problem.kind == "event_unknown" and "instance_annotated" in problem.found
