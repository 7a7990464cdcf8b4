"""What docs/api.md shows is what happens: its examples are asked one after another, and its client drives a whole
opportunity against a site that listens."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.docs.licences import ROOT
from tests.support import Company
from tests.web.api.conftest import token_of
from tests.web.conftest import site_of

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```http\n(.*?)^```$\n\n^```http\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(CLIENT,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LEFT = "…"
"""What stands for what differs each time; with a word after it, for that what it was in a later request."""
TAKING_PART = ("comercial", "director_comercial", "preventa", "soc_noc", "direccion_general", "cumplimiento", "cliente")


@dataclass
class Reader:
    """Asks what the page shows, and holds what is answered against what it says."""

    app: Flask
    tokens: Mapping[str, str]
    known: dict[str, str] = field(default_factory=dict)

    def ask(self, request: str, response: str) -> None:
        line, headers, body = _parts(self._filled(request))
        method, path = line.split(" ")
        multipart = "multipart" in headers.get("Content-Type", "")
        data = body.replace("\n", "\r\n") if multipart else body
        kind = headers.pop("Content-Type", "application/json" if body.strip() else None)
        answer = self.app.test_client().open(path, method=method, headers=headers, data=data, content_type=kind)
        line, headers, body = _parts(response)
        assert answer.status_code == int(line.split(" ")[0]), (request, answer.get_data(as_text=True))
        for name, value in headers.items():
            self._like(value, answer.headers.get(name), f"{request}\n{name}")
        self._like(json.loads(body), answer.get_json(force=True), request)

    def _filled(self, request: str) -> str:
        for person, token in self.tokens.items():
            request = request.replace(f"${person.upper()}", token)
        for text, meant in self.known.items():
            request = request.replace(text, meant)
        return request

    def _like(self, said: Any, found: Any, where: str) -> None:
        """`found` has what is said of it, and may have more."""
        if isinstance(said, dict):
            assert said.keys() <= found.keys(), (where, said, found)
            for name, value in said.items():
                self._like(value, found[name], f"{where}\n{name}")
        elif isinstance(said, list):
            more = said[-1:] == [LEFT]
            said = said[:-1] if more else said
            assert len(found) == len(said) or (more and len(found) > len(said)), (where, said, found)
            for inner, there in zip(said, found, strict=False):
                self._like(inner, there, where)
        elif isinstance(said, str) and LEFT in said:
            beginning, _, rest = said.partition(LEFT)
            assert isinstance(found, str) and found.startswith(beginning), (where, said, found)
            if re.fullmatch(r"\w+", rest) or rest == '"':
                self.known[said] = found
            else:
                assert found.endswith(rest), (where, said, found)
        else:
            assert said == found, (where, said, found)


def _parts(text: str) -> tuple[str, dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    line, *headers = head.strip().split("\n")
    return line, dict(each.split(": ", 1) for each in headers), body


def tokens_of(company: Company) -> dict[str, str]:
    return {each: token_of(company, each) for each in (*TAKING_PART, "auditor")}


def test_every_example_is_answered_as_it_is_shown(company: Company) -> None:
    reader = Reader(site_of(company), tokens_of(company))
    assert len(EXAMPLES) > 12 and PAGE.count("```http") == 2 * len(EXAMPLES)
    for request, response in EXAMPLES:
        reader.ask(request, response)


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    """A site that listens."""
    server = make_server("127.0.0.1", 0, site_of(company), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_client_is_of_forty_lines_at_most() -> None:
    assert len(CLIENT.splitlines()) <= 40 and max(map(len, CLIENT.splitlines())) <= 120


@pytest.mark.processes
@pytest.mark.processes
def test_the_client_drives_an_opportunity_from_its_start_to_its_contract(company: Company, address: str) -> None:
    tokens = tokens_of(company)
    given = [address, "2026-03-27", *(tokens[each] for each in TAKING_PART)]
    done = subprocess.run([sys.executable, "-c", CLIENT, *given], capture_output=True, text=True, timeout=120)
    assert done.stdout == "GC-2026-0001 completed fin_ganada\n", done.stderr
    history = company.history("GC-2026-0001")
    assert {each.channel.partition(":")[0] for each in history if each.actor} == {"api"}
    assert "formalizar_contrato" in company.visited("GC-2026-0001")


def test_every_scope_and_every_status_of_the_page_are_those_that_there_are() -> None:
    from engine.identity.tokens import Scope
    from web.api.document import document

    section = PAGE.partition("| scope | for |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [str(each) for each in Scope]
    said = set(re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE))
    answers = {
        status
        for path in document()["paths"].values()
        for name, about in path.items()
        if name != "parameters"
        for status in about["responses"]
    }
    assert {each for each in answers if each >= "400"} - {"405", "415", "428", "500"} <= said | {"429"}
