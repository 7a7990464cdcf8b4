"""Programs that act for the people of a company."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.identity import tokens
from engine.identity.tokens import Scope
from tests.support import Company


@dataclass
class Program:
    """What acts with one token; an answer is kept until the next."""

    client: FlaskClient
    token: str
    response: Any = None

    def ask(self, method: str, path: str, body: object = None, **options: Any) -> Any:
        """The answer, decoded; its status and headers stand in `response`."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        self.response = self.client.open(address, method=method, headers=headers, **options)
        return self.response.get_json() if self.response.is_json or self.problem else self.response.get_data()

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> Any:
        return self.ask("POST", path, body, **options)

    def bring(self, values: Any) -> Any:
        """`values` with every file in them brought, to be named by what that gave."""
        if isinstance(values, dict) and "sha256" in values:
            sent = {"file": (BytesIO(b"contenido"), str(values["name"]))}
            return {"upload": self.ask("POST", "/files", data=sent, content_type="multipart/form-data")["upload"]}
        if isinstance(values, dict):
            return {name: self.bring(inner) for name, inner in values.items()}
        return [self.bring(inner) for inner in values] if isinstance(values, list) else values

    @property
    def status(self) -> int:
        found: TestResponse = self.response
        return found.status_code

    @property
    def problem(self) -> bool:
        return str(self.response.mimetype) == "application/problem+json"


def token_of(company: Company, person: str, scopes: Collection[Scope] = tuple(Scope), days: int = 90) -> str:
    """The secret of a new token."""
    with company.database.transaction() as connection:
        return tokens.make(connection, "pruebas", scopes, days, actor=person, at=company.clock())[1]


@pytest.fixture
def program(app: Flask, company: Company) -> Callable[..., Program]:
    """A program that acts for a person, for everything or for some scopes."""

    def act(person: str, *scopes: Scope) -> Program:
        return Program(app.test_client(), token_of(company, person, scopes or tuple(Scope)))

    return act


Act = Callable[..., Program]
Values = Mapping[str, Any]
