"""A visitor of the site: a browser without a screen, that fills in the forms it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.settings import Settings
from tests.support import Company
from web.app import create_app


@dataclass
class Visitor:
    """One person's browser."""

    client: FlaskClient
    page: Any = None
    response: Any = None
    status: int = 0
    path: str = ""

    def get(self, path: str, **options: Any) -> "Visitor":
        return self._look(self.client.get(path, follow_redirects=True, **options))

    def post(self, path: str, values: Mapping[str, Any] | None = None, **options: Any) -> "Visitor":
        """Send values with the token of the session, as a page of ours would."""
        with self.client.session_transaction() as session:
            token = session.setdefault("csrf", "a token")
        data = {"csrf-token": token, **(values or {})}
        return self._look(self.client.post(path, data=data, follow_redirects=True, **options))

    def submit(
        self, values: Mapping[str, Any], button: tuple[str, str] | None = None, form: str = "//form[@class='form']"
    ) -> "Visitor":
        """Fill in the form of the page at hand, the first that is `form`, and send it, with what it holds already.

        A choice is named by its label; a file is a pair of content and name.
        """
        found = self.page.xpath(form)[0]
        data: dict[str, list[Any]] = {}
        for name, value in found.form_values():
            data.setdefault(name, []).append(value)
        for name, value in values.items():
            data[name] = value if isinstance(value, list) else [self._key(found, name, value)]
        if button:
            data[button[0]] = [button[1]]
        response = self.client.post(
            found.get("action"), data=data, content_type="multipart/form-data", follow_redirects=True
        )
        return self._look(response)

    def _key(self, form: Any, name: str, value: Any) -> Any:
        """The text that the page sends for a choice with that label; anything else as it is."""
        for field in form.xpath(".//*[@name=$name]", name=name):
            for option in field.iter("option"):
                if option.text == value:
                    return option.get("value")
            label = form.xpath(".//label[@for=$id]", id=field.get("id"))
            if field.get("type") in ("radio", "checkbox") and label and label[0].text_content().strip() == value:
                return field.get("value")
        return value

    def _look(self, response: TestResponse) -> "Visitor":
        self.status, self.path = response.status_code, response.request.path
        self.page = lxml.html.fromstring(response.text) if response.mimetype == "text/html" else None
        self.response = response
        return self

    def text(self, xpath: str = "//main") -> str:
        return " ".join(" ".join(text for part in self.page.xpath(xpath) for text in part.itertext()).split())

    def value(self, name: str) -> Any:
        """What the field with that name holds on the page; the label of a choice that is taken."""
        fields = self.page.xpath("//*[@name=$name]", name=name)
        for field in [each for each in fields if each.get("type") != "hidden"] or fields:
            if field.get("type") in ("radio", "checkbox"):
                if field.get("checked") is not None:
                    return self.page.xpath("string(//label[@for=$id])", id=field.get("id")).strip()
            elif field.tag == "select":
                return next((option.text for option in field.iter("option") if option.get("selected") is not None), "")
            elif field.get("type") != "file":
                return field.value if field.tag == "textarea" else field.get("value")
        return None

    @property
    def names(self) -> set[str]:
        """The names of the inputs that one can see."""
        fields = self.page.xpath("//form[@class='form']//*[self::input or self::select or self::textarea]")
        return {field.get("name") for field in fields if field.get("type") != "hidden"}

    @property
    def errors(self) -> dict[str, str]:
        """What the summary says, by the id of the field that it links to."""
        links = self.page.xpath("//*[@class='summary']//li/a")
        return {link.get("href").removeprefix("#"): link.text for link in links}


def site_of(company: Company) -> Flask:
    """The site over a company, as a demonstration."""
    return create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock, demo=True)


@pytest.fixture
def app(company: Company) -> Flask:
    return site_of(company)


@pytest.fixture
def visit(app: Flask) -> Callable[[str], Visitor]:
    """A browser in which a person has come in."""

    def come_in(person: str) -> Visitor:
        return Visitor(app.test_client()).post("/entrar", {"person": person})

    return come_in
