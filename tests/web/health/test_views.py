"""What monitors are answered, and who may ask what."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.errors import SchemaDiffers, StoreUnavailable
from engine.settings import Settings
from tests.support import Company
from tests.web.conftest import Visitor
from web.app import create_app

TOKEN = "una-llave-de-monitor"


@pytest.fixture
def client(company: Company) -> FlaskClient:
    settings = Settings(company.database.url, metrics_token=TOKEN)
    app = create_app(settings, company.database, company.runtime, clock=company.clock)
    return app.test_client()


def ask(
    client: FlaskClient, path: str, peer: str = "127.0.0.1", token: str | None = None, **more: object
) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": peer, **more})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whoever_asks_is_told_that_it_lives_and_can_work_under_any_name(client: FlaskClient, path: str) -> None:
    answer = client.get(path, base_url="http://10.1.2.3:8000", environ_overrides={"REMOTE_ADDR": "10.9.9.9"})
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreUnavailable(reason="connection to server at 10.0.0.1 failed", kind="unreachable"), "unreachable"),
        (StoreUnavailable(reason="disk full"), "store_unavailable"),
        (SchemaDiffers(kind="older", found="0001", expected="0022"), "older"),
    ],
)
def test_what_keeps_it_from_working_is_one_word(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: StoreUnavailable, said: str
) -> None:
    def fail(_database: object) -> None:
        raise error

    monkeypatch.setattr("web.health.views.require_current", fail)
    answer = ask(client, "/readyz")
    assert (answer.status_code, answer.text) == (503, f"{said}\n")
    assert ask(client, "/healthz").status_code == 200


@pytest.mark.parametrize(
    ("asking", "status"),
    [
        ({}, 200),
        ({"peer": "::1"}, 200),
        ({"peer": "10.0.0.5"}, 404),
        ({"peer": "10.0.0.5", "token": TOKEN}, 200),
        ({"peer": "10.0.0.5", "token": TOKEN + "x"}, 404),
        ({"token": "wrong-wrong-wrong"}, 404),
        ({"cauce.forwarded": True}, 404),
        ({"cauce.forwarded": True, "token": TOKEN}, 200),
    ],
)
def test_figures_are_for_this_machine_and_for_who_has_the_token(
    client: FlaskClient, asking: dict[str, str], status: int
) -> None:
    assert ask(client, "/metrics", **asking).status_code == status  # type: ignore[arg-type]


def test_the_figures_are_those_of_the_company_and_of_the_requests(
    app: Flask, visit: Callable[[str], Visitor], company: Company
) -> None:
    company.start()
    person = visit("comercial")
    for _ in range(3):
        person.get("/oportunidades")
    told = ask(app.test_client(), "/metrics")
    assert told.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = told.text.splitlines()
    assert "cauce_instances_running 1" in lines and "cauce_work_items_open 1" in lines
    assert 'cauce_request_duration_seconds_count{route="/oportunidades",status="2xx"} 3' in lines
    assert 'cauce_request_duration_seconds_bucket{route="/oportunidades",status="2xx",le="+Inf"} 3' in lines
    assert not any(line.startswith("cauce_last_checkpoint") for line in lines)
    for line in lines:  # a name, labels, a number; or what a name means
        assert line.startswith("# ") or float(line.rpartition(" ")[2]) >= 0


def test_addresses_that_there_are_not_are_one_series(app: Flask) -> None:
    for path in ("/nada", "/otra-nada"):
        app.test_client().get(path)
    told = ask(app.test_client(), "/metrics").text
    assert 'count{route="",status="4xx"} 2' in told
    assert "nada" not in told
