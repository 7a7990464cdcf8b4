"""A line for each request, each fault once with its cause, and in none of them what somebody wrote."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from engine.errors import HistoryTampered
from tests.engine.client_access.proposal import sent, token_of
from tests.support import Company
from tests.web.conftest import Visitor
from web.i18n import Translator
from web.logs import JsonFormatter, TranslatingFormatter, log_to_stderr

Visit = Callable[[str], Visitor]


class Lines:
    """What is logged as JSON."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        return [each for each in self.told if each["logger"] == "cauce.request"]

    def causes(self) -> list[dict[str, Any]]:
        return [each for each in self.told if "error" in each]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found, root = Lines(), logging.getLogger()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(JsonFormatter(Translator("es")))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_who_what_and_how_long(visit: Visit, company: Company, lines: Lines) -> None:
    folio = company.start()
    person = visit("comercial")
    before = len(lines.requests())
    person.get(f"/oportunidades/{folio}")
    (line,) = lines.requests()[before:]
    assert line.pop("time") and line.pop("ms") > 0
    assert line.pop("request") == person.response.headers["X-Request-ID"]
    assert line == {
        "level": "info",
        "logger": "cauce.request",
        "message": "GET /oportunidades/<folio> 200",
        "method": "GET",
        "route": "/oportunidades/<folio>",
        "folio": folio,
        "person": "comercial",
        "status": 200,
        "from": "127.0.0.1",
    }


def test_the_folio_of_a_step_is_told_too(visit: Visit, company: Company, lines: Lines) -> None:
    folio = company.start()
    visit("comercial").get(f"/bandeja/{folio}.2")
    assert lines.requests()[-1]["folio"] == folio


@pytest.mark.parametrize(
    ("given", "taken"),
    [("0123abcd-9", True), ("short", False), ("a" * 65, False), ("with space 123", False), ("áéíóúñññ", False)],
)
def test_the_id_of_a_proxy_is_taken_where_it_is_a_sane_one(app: Flask, lines: Lines, given: str, taken: bool) -> None:
    answer = app.test_client().get("/", headers={"X-Request-ID": given.encode().decode("latin-1")})
    assert (answer.headers["X-Request-ID"] == given) is taken
    assert lines.requests()[-1]["request"] == answer.headers["X-Request-ID"]


def test_a_page_of_a_refusal_tells_the_id(visit: Visit) -> None:
    page = visit("comercial").get("/oportunidades/GC-2026-0099", headers={"X-Request-ID": "proxy-0001"})
    assert page.status == 404 and "proxy-0001" in page.text()


def test_a_fault_is_told_once_with_its_cause_and_without_what_was_written(
    visit: Visit, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise ValueError("cannot read 'un secreto de la empresa'") from KeyError("contraseña-1234")

    person = visit("comercial")
    monkeypatch.setattr("web.opportunities.views.commands.start", fail)
    person.post("/oportunidades", {"process": "un secreto de la empresa", "nota": "contraseña-1234"})
    assert person.status == 500
    (cause,) = lines.causes()
    assert (
        "ValueError" in cause["error"]
        and "KeyError" in cause["error"]
        and "web/opportunities/views.py" in cause["error"]
    )
    assert cause["request"] == person.response.headers["X-Request-ID"] == lines.requests()[-1]["request"]
    assert lines.requests()[-1]["level"] == "warning"
    assert "secreto" not in lines.stream.getvalue() and "1234" not in lines.stream.getvalue()


def test_a_fault_that_the_engine_names_is_told_once_too(
    visit: Visit, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise HistoryTampered(folio="GC-2026-0001", seq=3, reason="hash")

    person = visit("comercial")
    monkeypatch.setattr("web.opportunities.views.listing.page", fail)
    assert person.get("/oportunidades").status == 500
    (cause,) = lines.causes()
    assert cause["message"] == "history_tampered" and "HistoryTampered" in cause["error"]


def test_no_password_link_cookie_or_answer_stands_in_any_line(
    visit: Visit, app: Flask, company: Company, lines: Lines
) -> None:
    token = token_of(company, sent(company))
    person = visit("cliente")
    client = Visitor(app.test_client())
    client.get(f"/portal/{token}")
    client.post(f"/portal/{token}", {"comentarios_cliente": "precio demasiado alto", "post-key": "llave-de-la-pagina"})
    client.post(f"/portal/{token}x", {})
    person.post("/cuenta", {"current-password": "vieja-clave-99", "new-password": "nueva-clave-99"})
    person.get("/oportunidades?q=palabra-buscada")
    said = lines.stream.getvalue()
    cookie = next(each.value for each in [person.client.get_cookie("cauce")] if each)
    for secret in (token, "demasiado alto", "llave-de", "clave-99", "palabra-buscada", cookie):
        assert secret not in said
    assert {each["route"] for each in lines.requests()} >= {"/portal/<token>", "/oportunidades"}


def test_a_person_at_a_terminal_reads_words_and_a_machine_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        for form, wanted in (("words", TranslatingFormatter), ("json", JsonFormatter), (None, JsonFormatter)):
            log_to_stderr(Translator("es"), form)
            (handler,) = root.handlers
            assert isinstance(handler.formatter, wanted)
        log_to_stderr(Translator("es"), "words")
        logging.getLogger("cauce.request").info("GET / 200")
        logging.getLogger("cauce.request").warning("GET / 500")
        assert "GET / 200" not in (said := capsys.readouterr().err) and "GET / 500" in said
    finally:
        root.handlers[:] = before
        root.setLevel(level)
