"""Where the requests come from: the site's own routes, filled with what there is and with what there is not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule

from tests.fuzz.hostile import BODIES, HEADERS, METHODS, NUMBERS, TEXTS
from tests.support import Company
from web import demo

PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
NOBODY = ""
PASSES = "cliente"  # whoever asks may be made to leave, and asks on as nobody: one of them is enough
NAMES = (
    "process",
    "id",
    "name",
    "email",
    "role",
    "right",
    "person",
    "day",
    "works",
    "motivo",
    "reason",
    "revision",
    "base",
    "version",
    "number",
    "paso",
    "desde",
    "antes",
    "año",
    "q",
    "estado",
    "orden",
    "back",
    "language",
    "current-password",
    "new-password",
    "post-key",
    "confirm-end",
    "copy",
    "act",
    "visit",
    "comment",
    "element",
    "description",
    "effective",
    "despues",
    "carril",
)


@dataclass(frozen=True)
class Sent:
    """A request, and who sends it."""

    person: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: bytes | None = None
    file: bytes | None = None

    def __str__(self) -> str:
        told = (self.person or "-", self.method, self.path[:200], dict(self.headers), self.form, self.body)
        return " ".join(f"{each!r:.200}" for each in told)


class Walk:
    """Asks `app`, the demonstration of `company`, as each of its people and as nobody."""

    def __init__(self, app: Flask, company: Company, seed: int) -> None:
        self._app, self._random = app, Random(seed)
        self._rules = sorted((rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"), key=str)
        self._known = _known(company)
        self._people = [NOBODY, *demo.ROLES]
        self._clients: dict[str, tuple[FlaskClient, str]] = {}

    def requests(self, count: int) -> Iterator[Sent]:
        """So many, one after another over all routes."""
        for number in range(count):
            yield self._request(self._rules[number % len(self._rules)])

    def every_number(self, numbers: Sequence[str] = NUMBERS) -> Iterator[Sent]:
        """Each route with a number in it, with each hostile number, for everybody."""
        for rule in self._rules:
            if "<int:" in rule.rule:
                for person in self._people:
                    for number in numbers:
                        method = "POST" if "POST" in (rule.methods or ()) else "GET"
                        yield Sent(person, method, self._path(rule, number), form={})

    def every_header(self) -> Iterator[Sent]:
        """Each hostile header, on a page, on a page that is not there, and with a form, for somebody and for nobody."""
        for name, values in HEADERS.items():
            for value in values:
                for person in (NOBODY, "comercial"):
                    yield Sent(person, "GET", "/oportunidades", {name: value})
                    yield Sent(person, "GET", "/nada", {name: value})
                    yield Sent(person, "POST", "/oportunidades", {name: value}, form={"process": "nada"})

    def status(self, sent: Sent) -> int:
        """What a request is answered with; the whole answer is read."""
        client, token = self._client(sent.person)
        options: dict[str, Any] = {"headers": {name: _latin(value) for name, value in sent.headers.items()}}
        if sent.body is not None:
            options["data"] = sent.body
        elif sent.form is not None and sent.method not in ("GET", "HEAD"):
            options["data"] = {"csrf-token": token, **sent.form}
        try:
            answer = client.open(sent.path, method=sent.method, **options)
        except (ValueError, UnicodeError):  # what the test's client cannot say, no server would hand on
            return 0
        answer.get_data()
        answer.close()
        if "Set-Cookie" in answer.headers or "Cookie" in sent.headers:  # who went out, or was sent out, comes in again
            del self._clients[sent.person]
        return answer.status_code

    def _client(self, person: str) -> tuple[FlaskClient, str]:
        if person not in self._clients:
            client = self._app.test_client()
            with client.session_transaction() as session:
                session["csrf"] = "a token"
            if person:
                client.post("/entrar", data={"csrf-token": "a token", "person": person})
                with client.session_transaction() as session:
                    session["csrf"] = "a token"
            self._clients[person] = client, "a token"
        return self._clients[person]

    def _request(self, rule: Rule) -> Sent:
        random = self._random
        allowed = sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}) or ["GET"]
        method = random.choice(allowed) if random.random() < 0.9 else random.choice(METHODS)
        headers = {name: random.choice(HEADERS[name]) for name in HEADERS if random.random() < 0.02}
        path = self._path(rule, None) + self._query()
        person = random.choice(self._people)
        if random.random() < 0.1:
            return Sent(person, method, path, headers, body=random.choice(BODIES))
        return Sent(person, method, path, headers, form=self._form())

    def _path(self, rule: Rule, number: str | None) -> str:
        def value(part: re.Match[str]) -> str:
            if part[1] == "int":
                chosen = number if number is not None else self._random.choice(("1", *NUMBERS))
            elif part[1] == "any" or self._random.random() < 0.6:
                chosen = self._random.choice(self._known.get(part[2], self._known["*"]))
            else:
                chosen = self._random.choice(TEXTS + NUMBERS)
            return quote(chosen, safe="")

        return PART.sub(value, rule.rule)

    def _query(self) -> str:
        chosen = [(self._random.choice(NAMES), self._value()) for _ in range(self._random.choice((0, 0, 1, 3)))]
        return "?" + "&".join(f"{name}={quote(value)}" for name, value in chosen) if chosen else ""

    def _form(self) -> dict[str, str]:
        return {self._random.choice(NAMES): self._value() for _ in range(self._random.choice((0, 1, 3, 6)))}

    def _value(self) -> str:
        return self._random.choice((*self._known["*"], *TEXTS, *NUMBERS))


def _latin(value: str) -> str:
    """As a header travels."""
    return value.encode("utf-8", "surrogatepass").decode("latin-1")


def _known(company: Company) -> dict[str, Sequence[str]]:
    """What there is, by the names that routes give to it."""
    with company.database.reading() as connection:

        def column(query: str) -> list[str]:
            return [str(each) for each in connection.execute(text(query)).scalars()] or ["x"]

        found: dict[str, Sequence[str]] = {
            "folio": column("SELECT folio FROM instances"),
            "id": [*column("SELECT id FROM work_items"), PASSES],
            "work_item": column("SELECT id FROM work_items"),
            "process_id": column("SELECT DISTINCT process_id FROM instances"),
            "sha256": column("SELECT sha256 FROM files"),
            "link": column("SELECT id FROM client_links"),
            "decision": ["retener", "liberar", "eliminar"],
        }
    return {**found, "*": [value for values in found.values() for value in values][:60]}
