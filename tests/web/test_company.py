"""The company's logo on the site."""

from flask import url_for

from engine.setting_parts.company import Company as Owner
from engine.setting_parts.company import Logo
from engine.settings import Settings
from tests.support import Company
from web.app import create_app
from web.company import logo_address

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def test_everybody_gets_the_logo_and_browsers_keep_it(company: Company) -> None:
    settings = Settings(company.database.url, company=Owner("Empresa", Logo(SVG, "image/svg+xml")))
    app = create_app(settings, company.database, company.runtime)
    with app.test_request_context():
        address = logo_address()
        assert address is not None and address.startswith(url_for("company.logo"))
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SVG, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_company_without_a_logo_has_no_address_of_one(company: Company) -> None:
    app = create_app(Settings(company.database.url), company.database, company.runtime)
    with app.test_request_context():
        assert logo_address() is None
    assert app.test_client().get("/logotipo").status_code == 404
