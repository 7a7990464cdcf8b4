"""What is asked: every operation with what it takes and with what it does not, about what there is and what there is
not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from warnings import catch_warnings, simplefilter

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from sqlalchemy import text

from engine.db import Database
from engine.identity import tokens
from engine.identity.tokens import Scope
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.settings import Settings
from tests.support import Company
from web import demo
from web.app import create_app

load_all_checks()
PEOPLE = tuple(sorted(demo.ROLES))
"""One of each role."""
FIT = {"audit": "auditor", "people": "administrador", "disposal": "control_documentos", "drafts": "director_comercial"}
"""Who may most of what operations with such a word in their address or tag are about."""
LEFT_OUT = frozenset({"positive_data_acceptance", "max_response_time"})
THERE = {
    "folio": "SELECT folio FROM instances",
    "id": "SELECT id FROM work_items ORDER BY status = 'open' DESC, id LIMIT 12",
    "sha256": "SELECT sha256 FROM files",
    "process": "SELECT DISTINCT process_id FROM process_versions",
    "person": "SELECT id FROM people",
    "role": "SELECT id FROM roles",
    "number": "SELECT DISTINCT number FROM process_versions",
}
"""What the places of an address are filled with that are about something that is there."""


@dataclass
class Asking:
    """An API with something in it, and tokens of people of every role, each for everything."""

    app: Flask
    database: Database
    tokens: Mapping[str, str]
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def operations(self) -> list[str]:
        """Every operation, as method and path."""
        return sorted(
            f"{method.upper()} {path}"
            for path, said in self.document["paths"].items()
            for method in said
            if method != "parameters"
        )

    @property
    def document(self) -> dict[str, Any]:
        """The document of the API, as a program reads it."""
        found: dict[str, Any] = self.app.test_client().get("/api/v1/openapi.json").get_json()
        return found

    def ask(self, operation: str, mode: GenerationMode, examples: int, seed: int | None = None) -> None:
        """Ask an operation so many things. Raises what tells of an answer that is not as documented."""
        method, path = operation.split(" ")
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)
        asked = schema[path][method]
        there = {name: list(self._there(query)) for name, query in THERE.items()}
        if "/people/" in path:  # whoever asks stays
            there["id"] = [each for each in there["person"] if each not in self.tokens]
        able = self._able()
        tags = {path, *self.document["paths"][path][method.lower()]["tags"]}
        fit = [who for word, who in FIT.items() if any(word in tag for tag in tags)]
        checks = [each for each in CHECKS.get_all() if each.__name__ not in LEFT_OUT]

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=seed is None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=asked.as_strategy(generation_mode=mode), choice=st.data())
        def run(case: Case, choice: st.DataObject) -> None:
            if mode is GenerationMode.POSITIVE:
                _fill(case, there, choice)
            mine = able.get(str((case.path_parameters or {}).get("id")), fit)
            people = [each for each in mine if each in self.tokens]
            person = choice.draw(
                st.sampled_from(people if people and choice.draw(st.booleans()) else sorted(self.tokens))
            )
            headers = {"Authorization": f"Bearer {self.tokens[person]}"}
            with catch_warnings():
                simplefilter("ignore")  # of the library's own parts
                answer = case.call(headers=headers)
                self.statuses[answer.status_code] += 1
                case.validate_response(answer, checks=checks, headers=headers)

        try:
            run()
        except Unsatisfiable:  # nothing about it can be otherwise than as documented
            if mode is GenerationMode.POSITIVE:
                raise

    def _able(self) -> dict[str, list[str]]:
        """Who may do each open task."""
        with self.database.reading() as connection:
            return {each.item.id: list(each.candidates) for each in queries.tasks(connection, EVERYTHING)}

    def _there(self, query: str) -> Sequence[object]:
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute(text(query))]


def _fill(case: Case, there: Mapping[str, Sequence[object]], choice: st.DataObject) -> None:
    """Let most of what is asked about be there, and most commands hold to nothing that was never seen."""
    for said in (case.path_parameters, case.query, case.body):
        for name in said if isinstance(said, dict) else ():
            known = there.get(name)
            if known and choice.draw(st.integers(0, 4)):
                said[name] = choice.draw(st.sampled_from(known))
    for name in ("If-Match", "Idempotency-Key"):
        if name in (case.headers or {}) and choice.draw(st.integers(0, 3)):
            del case.headers[name]


def asking(company: Company, people: Sequence[str]) -> Asking:
    """The API of a company, and a token of each of `people`."""
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)
    with company.database.transaction() as connection:
        at = company.clock()
        secrets = {each: tokens.make(connection, "prueba", tuple(Scope), actor=each, at=at)[1] for each in people}
    return Asking(app, company.database, secrets)
