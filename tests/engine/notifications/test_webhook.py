"""Events handed off to a real HTTP server that fails the first times."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from engine.notifications import backoff
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.webhook import HandOff
from engine.setting_parts.letters import Webhook
from tests.engine.notifications.posting import Still, entries, post, with_webhook
from tests.support import START, Company

KEY = bytes(range(32))
LETTER = Letter(1, "GC-2026-0001.1", "webhook", {"event": {"type": "x", "folio": "GC-2026-0001", "at": "t"}}, START, 1)


@dataclass
class Crm:
    """What was posted, and the statuses of the next answers (200 when there are none)."""

    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def crm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    crm = Crm()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            crm.posted.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = crm.answers.pop(0) if crm.answers else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{crm.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        crm.url = f"http://127.0.0.1:{server.server_port}/cauce"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield crm
        server.shutdown()
        thread.join()


def hand_off(crm: Crm, site: str | None = None) -> HandOff:
    return HandOff(Webhook(crm.url, KEY), site, 5)


def is_signed(key: bytes, headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does, by Standard Webhooks."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, each) for each in headers["webhook-signature"].split(" "))


def test_an_event_is_handed_off_as_a_signed_cloud_event(company: Company, crm: Crm) -> None:
    folio = with_webhook(company).start()
    clock = Still(company.clock.now + timedelta(hours=1))
    assert post(company, clock, webhook=hand_off(crm, "https://cauce.example.com")) == 1
    ((path, headers, body),) = crm.posted
    event = company.history(folio)[0].as_dict()
    assert json.loads(body) == {
        "specversion": "1.0",
        "id": f"{folio}:1",
        "source": "https://cauce.example.com",
        "type": "cauce.instance_started",
        "subject": folio,
        "time": event["at"],
        "datacontenttype": "application/json",
        "data": event,
    }
    assert path == "/cauce"
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert headers["webhook-id"] == headers["idempotency-key"] == f"{folio}:1"
    assert headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
    assert is_signed(KEY, headers, body)


@pytest.mark.parametrize("changed", ["key", "body", "webhook-id", "webhook-timestamp"])
def test_whoever_changes_a_part_of_it_is_found_out(crm: Crm, changed: str) -> None:
    hand_off(crm).send(LETTER, START)
    _, headers, body = crm.posted[0]
    assert is_signed(KEY, headers, body)
    if changed in headers:
        headers[changed] += "1"
    assert not is_signed(KEY[::-1] if changed == "key" else KEY, headers, body + b" " * (changed == "body"))


def test_a_receiver_that_fails_gets_the_same_event_again(company: Company, crm: Crm) -> None:
    folio = with_webhook(company).start()
    crm.answers = [500, 503, 404]
    clock = Still(company.clock.now + timedelta(hours=1))
    said = []
    for attempt in (1, 2, 3, 4):
        assert post(company, clock, webhook=hand_off(crm)) == 1
        (found,) = entries(company)
        said.append(found.error)
        clock.forward(backoff.wait(found.key, attempt))
    assert said == ["HTTP 500 Internal Server Error", "HTTP 503 Service Unavailable", "HTTP 404 Not Found", None]
    assert (found.status, found.attempts) == ("delivered", 4)
    assert {(headers["webhook-id"], body) for _, headers, body in crm.posted} == {(f"{folio}:1", crm.posted[0][2])}
    assert len({headers["webhook-signature"] for _, headers, _ in crm.posted}) == 4  # each says when it was sent


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(crm: Crm, status: int) -> None:
    crm.answers = [status]
    with pytest.raises(DeliveryFailed, match=str(status)):
        hand_off(crm).send(LETTER, START)
    assert [path for path, _, _ in crm.posted] == ["/cauce"]


def test_nobody_there_says_nothing_about_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DeliveryFailed) as caught:
        HandOff(Webhook("http://127.0.0.1:1/", KEY), None, 5).send(LETTER, START)
    assert caught.value.unreachable and not caught.value.permanent
