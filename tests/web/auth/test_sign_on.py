"""Coming in by the company's provider, with a real one: what a browser is sent, brings and keeps."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Event, Thread
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

import pytest
import requests
from flask import Flask
from werkzeug.test import TestResponse

from engine.clock import system_clock
from engine.identity import accounts, queries
from engine.setting_parts.sign_on import SignOn
from engine.settings import Settings
from engine.sign_on import http
from tests.provider import LUCIA, Provider
from tests.support import Company
from tests.web.conftest import Visitor
from web.app import create_app

SITE = "http://localhost"
BACK = "/entrar/empresa/regreso"
PASSWORD = "cuatro palabras de más"


class Clock:
    """The real time, as the provider has it, or another."""

    apart = timedelta(0)

    def __call__(self) -> datetime:
        return system_clock() + self.apart


def site(company: Company, provider: Provider, clock: Callable[[], datetime] = system_clock, **given: Any) -> Flask:
    provider.registers(SITE)
    local = given.pop("local_accounts", True)
    settings = Settings(company.database.url, base_url=SITE, sign_on=provider.settings(**given), local_accounts=local)
    return create_app(settings, company.database, company.runtime, clock=clock)


class Browser:
    """A browser that is at the site and at the provider."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.elsewhere = requests.Session()

    def begin(self, query: str = "") -> str:
        """Press the button; gives where the site sends to."""
        answer = self.client.get(f"/entrar/empresa{query}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def identify(self, to: str, account: str = "lucia") -> str:
        """Say at the provider who one is, if it asks; gives the address with which it sends back."""
        form = {"cancel": "1"} if account == "cancel" else {"login": account}
        answer = self.elsewhere.get(to, allow_redirects=False)
        while not (there := answer.headers.get("Location", answer.url)).startswith(SITE + BACK):
            if "Location" in answer.headers:
                answer = self.elsewhere.get(urljoin(answer.url, there), allow_redirects=False)
            else:
                assert "Identificarse" in answer.text, answer.text
                answer = self.elsewhere.post(there, form, allow_redirects=False)
        return there.removeprefix(SITE)

    def come_back(self, path: str) -> TestResponse:
        return self.client.get(path)

    def come_in(self, account: str = "lucia") -> TestResponse:
        return self.come_back(self.identify(self.begin(), account))

    def is_in(self) -> bool:
        return self.client.get("/bandeja").status_code == 200


@pytest.fixture
def app(company: Company, provider: Provider) -> Flask:
    provider.knows("lucia", **LUCIA)
    return site(company, provider)


def said(answer: TestResponse) -> str:
    page = Visitor(None)._look(answer)  # type: ignore[arg-type]
    return page.text("//*[@class='summary']")


def changed(path: str, **given: str | None) -> str:
    """An address with other parameters; None takes one away."""
    parts = urlsplit(path)
    query = {**dict(parse_qsl(parts.query)), **given}
    return f"{parts.path}?{urlencode({name: value for name, value in query.items() if value is not None})}"


def test_one_comes_in_on_the_page_that_was_wanted(app: Flask, company: Company) -> None:
    browser = Browser(app)
    browser.client.get("/oportunidades?q=banco")
    answer = browser.come_in()
    assert answer.status_code == 200 and "Lucía Ramos" in answer.text
    assert 'content="0; url=/oportunidades?q=banco"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert browser.is_in()
    with company.database.reading() as connection:
        assert queries.person(connection, "lramos").roles == {"comercial"}
    assert browser.client.get("/entrar/empresa").headers["Location"] == "/bandeja"


def test_the_cookie_of_a_sign_on_comes_back_from_another_site_and_that_of_the_session_does_not(app: Flask) -> None:
    browser = Browser(app)
    answer = browser.client.get("/entrar/empresa")
    ours = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("cauce-sign-on="))
    assert "SameSite=Lax" in ours and "HttpOnly" in ours and "Max-Age=600" in ours and "Path=/" in ours
    back = browser.come_back(browser.identify(str(answer.headers["Location"])))
    cookies = back.headers.getlist("Set-Cookie")
    assert any(each.startswith("cauce=") and "SameSite=Strict" in each for each in cookies)
    assert any(each.startswith("cauce-sign-on=;") for each in cookies)


def test_what_the_provider_is_asked_holds_for_this_sign_on_alone(app: Flask) -> None:
    asked = [parse_qs(urlsplit(Browser(app).begin()).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"] and asked[0]["response_type"] == ["code"]
    assert asked[0]["redirect_uri"] == [SITE + BACK]
    assert parse_qs(urlsplit(Browser(app).begin("?otra=1")).query)["prompt"] == ["login"]


def test_no_page_elsewhere_is_gone_on_to(app: Flask) -> None:
    browser = Browser(app)
    for query in ("?wanted=https://ladron.mx", "?next=//ladron.mx", "?back=https://ladron.mx"):
        to = browser.begin(query)
        assert "ladron" not in to
    answer = browser.come_back(browser.identify(to) + "&wanted=https://ladron.mx")
    assert 'content="0; url=/bandeja"' in answer.text


@pytest.mark.parametrize("page", ["//ladron.mx", "/\\ladron.mx", "https://ladron.mx", "/a\nb", "javascript:alert(1)"])
def test_a_page_that_a_browser_could_take_for_another_site_s_was_not_wanted(app: Flask, page: str) -> None:
    browser = Browser(app)
    with browser.client.session_transaction() as session:
        session["wanted"] = page
    assert 'content="0; url=/bandeja"' in browser.come_in().text


def test_who_comes_by_another_name_of_the_site_goes_on_by_its_own(company: Company, provider: Provider) -> None:
    app = site(company, provider)
    app.extensions["cauce"] = replace(
        app.extensions["cauce"], settings=replace(app.extensions["cauce"].settings, hosts=frozenset({"intranet"}))
    )
    there = app.test_client().get("/entrar/empresa?otra=1", base_url="http://intranet")
    assert there.headers["Location"] == f"{SITE}/entrar/empresa?otra=1&aqui=1" and "Set-Cookie" not in there.headers
    once = app.test_client().get("/entrar/empresa?aqui=1", base_url="http://intranet")
    assert once.headers["Location"].startswith(provider.issuer)


def test_a_sign_on_is_good_once(app: Flask) -> None:
    browser = Browser(app)
    cookie = browser.client.get_cookie
    to = browser.begin()
    kept = cookie("cauce-sign-on")
    path = browser.identify(to)
    assert kept is not None and browser.come_back(path).status_code == 200
    again = Browser(app)
    assert again.come_back(path).status_code == 403 and not again.is_in()
    again.client.set_cookie("cauce-sign-on", kept.value)
    answer = again.come_back(path)
    assert answer.status_code == 403 and "ya terminó" in said(answer) and not again.is_in()


def test_what_another_browser_began_brings_nobody_in(app: Flask) -> None:
    thief, victim = Browser(app), Browser(app)
    path = thief.identify(thief.begin())
    for _ in range(2):  # without a sign-on of their own, and with one
        answer = victim.come_back(path)
        assert answer.status_code == 403 and "no se empezó en este navegador" in said(answer)
        assert not victim.is_in()
        victim.begin()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"iss": "https://otro.example"}, "otro proveedor"),
        ({"iss": None}, "otro proveedor"),
        ({"iss": ""}, "otro proveedor"),
        ({"code": None}, "code"),
        ({"code": ""}, "code"),
        ({"code": "made-up"}, "ya no reconoce esta entrada"),
        ({"state": None}, "no se empezó"),
        ({"state": "made-up"}, "no se empezó"),
        ({"code": None, "error": "access_denied"}, "no dejó entrar, o ahí se canceló"),
        ({"code": None, "error": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
    ],
)
def test_an_answer_that_is_not_its_own_brings_nobody_in(app: Flask, given: dict[str, Any], told: str) -> None:
    browser = Browser(app)
    answer = browser.come_back(changed(browser.identify(browser.begin()), **given))
    assert answer.status_code in (403, 502) and told in said(answer)
    assert "<script>alert" not in answer.text and not browser.is_in()


def test_a_code_of_another_sign_on_is_not_taken(app: Flask, provider: Provider) -> None:
    """Whoever stole a code puts it into a sign-on of their own: the verifier is not that of the code."""
    thief, victim = Browser(app), Browser(app)
    provider.knows("thief", preferred_username="thief", groups=[])
    stolen = parse_qs(urlsplit(victim.identify(victim.begin())).query)["code"][0]
    answer = thief.come_back(changed(thief.identify(thief.begin(), "thief"), code=stolen))
    assert answer.status_code == 403 and not thief.is_in()


def test_several_tabs_may_be_coming_in_at_the_same_time(app: Flask) -> None:
    browser = Browser(app)
    first, second = browser.begin(), browser.begin()
    path = browser.identify(first)
    assert browser.come_back(path).status_code == 200
    late = browser.elsewhere.get(second, allow_redirects=False).headers["Location"]
    assert browser.come_back(late.removeprefix(SITE)).status_code == 200


def test_a_cookie_that_was_not_signed_here_is_none(app: Flask) -> None:
    browser = Browser(app)
    path = browser.identify(browser.begin())
    for cookie in ("", "x", "W10.x", "e30.AAAA"):
        browser.client.set_cookie("cauce-sign-on", cookie)
        assert browser.come_back(path).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"stranger": True},
        {"claims": {"aud": "otra"}},
        {"claims": {"aud": ["cauce", "otra"]}},
        {"claims": {"iss": "https://otro.example"}},
        {"claims": {"nonce": "of another"}},
        {"without": "nonce"},
        {"without": "exp"},
        {"claims": {"exp": 1}},
        {"claims": {"sub": ""}},
        {"claims": {"azp": "otra"}},
        {"claims": {"groups": [7]}},
        {"claims": {"groups": None, "_claim_names": {"groups": "src"}}, "without": "groups"},
        {"header": {"kid": "unheard"}},
        {"header": {"typ": "logout+jwt"}},
        {"raw": "x.y.z"},
        {"raw": ""},
    ],
    ids=str,
)
def test_what_is_signed_otherwise_brings_nobody_in(
    app: Flask, provider: Provider, company: Company, wrong: dict[str, Any]
) -> None:
    provider.control(token=wrong)
    browser = Browser(app)
    answer = browser.come_in()
    assert answer.status_code in (403, 502), said(answer)
    assert said(answer) and not browser.is_in()
    with company.database.reading() as connection:
        assert "lramos" not in {each.id for each in queries.all_people(connection)}


@pytest.mark.parametrize(("apart", "minutes"), [({"minutes": 5}, "5 minutos"), ({"minutes": -30}, "30 minutos")])
def test_clocks_that_are_apart_are_told(
    company: Company, provider: Provider, apart: dict[str, int], minutes: str
) -> None:
    provider.knows("lucia", **LUCIA)
    provider.control(offset=timedelta(**apart).total_seconds())
    browser = Browser(site(company, provider))
    answer = browser.come_in()
    assert answer.status_code == 403 and minutes in said(answer) and "NTP" in said(answer)
    assert not browser.is_in()


def test_a_sign_on_that_took_too_long_begins_anew(company: Company, provider: Provider) -> None:
    provider.knows("lucia", **LUCIA)
    clock = Clock()
    browser = Browser(site(company, provider, clock))
    path = browser.identify(browser.begin())
    clock.apart = timedelta(minutes=11)
    answer = browser.come_back(path)
    assert answer.status_code == 403 and "más de diez minutos" in said(answer)


def test_a_key_that_the_provider_has_since_is_asked_for(company: Company, provider: Provider) -> None:
    provider.knows("lucia", **LUCIA)
    clock = Clock()
    app = site(company, provider, clock)
    assert Browser(app).come_in().status_code == 200
    provider.control(rotate="next")
    clock.apart = timedelta(seconds=70)
    assert Browser(app).come_in().status_code == 200


def test_what_stands_beside_the_token_is_asked_for_with_it(company: Company, provider: Provider) -> None:
    provider.knows("lucia", **LUCIA)
    provider.control(inside=False)
    assert Browser(site(company, provider)).come_in().status_code == 200


def test_groups_are_as_many_and_as_odd_as_a_directory_has_them(company: Company, provider: Provider) -> None:
    odd = ["CN=Ventas,OU=\\#México\\, norte", 'a"b', "\u202e", "'; DROP TABLE people; --", "", "ventas\u0000"]
    provider.knows("lucia", **{**LUCIA, "groups": [*odd, *(f"/empresa/área {n}" for n in range(10_000))]})
    app = site(company, provider, roles={odd[0]: frozenset({"preventa"})})
    assert Browser(app).come_in().status_code == 200
    with company.database.reading() as connection:
        assert queries.person(connection, "lramos").roles == {"preventa"}


def test_who_may_not_come_in_is_told_what_an_administrator_needs(app: Flask, provider: Provider) -> None:
    provider.knows("otra", preferred_username="otra", groups=["todos"])
    provider.knows("impostor", preferred_username="administrador", groups=["ventas"])
    for account, told in (("otra", "ninguno de sus grupos"), ("impostor", "(administrador)")):
        browser = Browser(app)
        answer = browser.come_in(account)
        assert answer.status_code == 403 and told in said(answer)
        assert f"<code>{account}</code>" in answer.text and provider.issuer in answer.text
        assert not browser.is_in()


def test_it_can_be_cancelled_at_the_provider(app: Flask) -> None:
    browser = Browser(app)
    answer = browser.come_in("cancel")
    assert answer.status_code == 403 and "se canceló" in said(answer)


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ({"path": "/.well-known", "status": 503}, "no responde: HTTP 503"),
        ({"path": "/.well-known", "status": 404}, "con el estado 404"),
        ({"path": "/.well-known", "status": 302, "headers": {"Location": "https://ladron.mx/"}}, "con el estado 302"),
        ({"path": "/.well-known", "status": 200, "body": "<html>"}, "no hay un proveedor"),
        (
            {"path": "/.well-known", "status": 200, "body": '{"issuer": "https://otro"}'},
            "se llama a sí mismo https://otro",
        ),
        ({"path": "/.well-known", "status": 200, "body": "x" * 2_000_000}, "no responde"),
        ({"path": "/jwks", "status": 200, "body": '{"keys": []}'}, "no tiene una llave"),
        ({"path": "/token", "status": 500, "body": "x"}, "no responde"),
        ({"path": "/token", "status": 200, "body": "x"}, "no se entiende"),
        ({"path": "/token", "status": 200, "body": "[]"}, "no se entiende"),
        ({"path": "/token", "status": 200, "body": '{"access_token": "x"}'}, "no dijo quién llegó"),
        ({"path": "/token", "status": 401, "body": '{"error": "invalid_client"}'}, "no reconoce a Cauce"),
        ({"path": "/token", "status": 400, "body": '{"error": "invalid_grant"}'}, "ya no reconoce esta entrada"),
        ({"path": "/token", "status": 400, "body": '{"error": {"a": [1]}}'}, "no se entiende"),
        ({"path": "/token", "status": 400, "body": '{"error": null}'}, "no se entiende"),
        ({"path": "/token", "status": 200, "body": "[" * 100_000}, "no se entiende"),
        ({"path": "/token", "status": 302, "headers": {"Location": "https://ladron.mx/"}}, "no se entiende"),
        ({"path": "/jwks", "status": 200, "body": "[" * 100_000}, "no hay un proveedor"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_is_wrong_with_the_provider_is_told_and_nobody_comes_in(
    app: Flask, provider: Provider, fails: dict[str, Any], told: str
) -> None:
    browser = Browser(app)
    if fails["path"] == "/.well-known":
        provider.control(fail=fails)
        answer = browser.client.get("/entrar/empresa")
    else:
        path = browser.identify(browser.begin())
        provider.control(fail=fails)
        answer = browser.come_back(path)
    assert answer.status_code in (403, 502, 503) and told in said(answer)
    assert not browser.is_in()


def test_a_provider_that_hangs_lets_go_of_who_waits_and_lets_few_wait(
    app: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers = [Browser(app) for _ in range(http.AT_ONCE + 1)]
    paths = [each.identify(each.begin()) for each in browsers]
    monkeypatch.setattr(http, "WHOLE", 0.3)
    monkeypatch.setattr(http, "TURN", 0.05)
    monkeypatch.setattr(http, "_turns", BoundedSemaphore(http.AT_ONCE))
    provider.control(hang="/token")
    began = monotonic()
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda pair: pair[0].come_back(pair[1]), zip(browsers, paths, strict=True)))
    assert monotonic() - began < http.READ - 1  # nobody waits until the connection is given up
    for answer in answers:
        assert answer.status_code == 503 and "nada llegó a tiempo" in said(answer)
        assert answer.headers["Retry-After"]
    assert browsers[0].client.get("/entrar/empresa").status_code == 303  # what it said before is known still


@contextmanager
def dripping(headers: bool) -> Iterator[str]:
    """A server that answers a byte now and then: of its headers, or of what comes after them."""
    server, over = socket.create_server(("127.0.0.1", 0)), Event()

    def drip() -> None:
        with suppress(OSError):
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"" if headers else b"Content-Length: 9999\r\n\r\n"))
                while not over.wait(0.05):
                    connection.sendall(b"x")

    thread = Thread(target=drip)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        server.close()
        thread.join()


@pytest.mark.parametrize("headers", [True, False])
def test_a_provider_that_answers_a_byte_now_and_then_keeps_nobody(
    company: Company, monkeypatch: pytest.MonkeyPatch, headers: bool
) -> None:
    monkeypatch.setattr(http, "WHOLE", 0.4)
    monkeypatch.setattr(http, "_turns", BoundedSemaphore(http.AT_ONCE))
    with dripping(headers) as issuer:
        settings = Settings(company.database.url, base_url=SITE, sign_on=SignOn(issuer, "cauce", "secret"))
        app = create_app(settings, company.database, company.runtime)
        began = monotonic()
        answer = app.test_client().get("/entrar/empresa")
        assert answer.status_code == 503 and monotonic() - began < http.READ - 1


def test_nobody_is_signed_off_by_what_the_provider_did_not_sign(app: Flask, provider: Provider) -> None:
    browser = Browser(app)
    browser.come_in()
    for token in ("", "x.y.z", "eyJhbGciOiJub25lIn0.e30."):
        answer = app.test_client().post("/entrar/empresa/fin", data={"logout_token": token})
        assert answer.status_code == 400 and answer.headers["Cache-Control"] == "no-store" and not answer.data
    provider.control(fail={"path": "/jwks", "status": 503})
    assert app.test_client().post("/entrar/empresa/fin").status_code == 400
    assert browser.is_in()


def test_what_there_is_besides_is_for_the_provider_and_whoever_has_not_come_in(app: Flask, company: Company) -> None:
    without = create_app(Settings(company.database.url), company.database, company.runtime)
    rules = [
        {(rule.endpoint, tuple(sorted(rule.methods or ()))) for rule in each.url_map.iter_rules()}
        for each in (app, without)
    ]
    reads = ("GET", "HEAD", "OPTIONS")
    read = {(f"sign_on.{name}", reads) for name in ("begin", "back", "left", "leave")}
    assert rules[0] - rules[1] == {*read, ("sign_off.end", ("OPTIONS", "POST"))}
    inside = Browser(app)
    inside.come_in()
    for path in ("/entrar/empresa", "/salida"):
        assert inside.client.get(path).headers["Location"] == "/bandeja"
    assert inside.client.get(BACK).status_code == 403 and inside.is_in()


# --- passwords beside it, or not


def test_a_site_without_a_provider_has_no_such_pages(company: Company) -> None:
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)
    page = Visitor(app.test_client()).get("/")
    assert "cuenta de la empresa" not in page.text()
    for path in ("/entrar/empresa", BACK, "/salida", "/salida/empresa"):
        assert page.get(path).status == 404


def test_without_local_accounts_no_password_and_no_link_lets_anybody_in(company: Company, provider: Provider) -> None:
    with company.database.transaction() as connection:
        accounts.set_password(connection, "administrador", PASSWORD, actor="administrador", at=company.clock())
        token = accounts.make_link(connection, "comercial", actor="administrador", at=company.clock())
    provider.knows("jefa", **{**LUCIA, "preferred_username": "jefa", "groups": ["/ti/cauce"]})
    app = site(company, provider, local_accounts=False)
    page = Visitor(app.test_client()).get("/")
    assert not page.page.xpath("//input[@type='password']") and "Entrar con Empresa" in page.text()
    assert page.post("/entrar", {"person": "administrador", "current-password": PASSWORD}).status == 403
    assert "Aquí nadie entra con contraseña" in page.text()
    new = {"new-password": PASSWORD, "new-password-again": PASSWORD}
    assert page.get(f"/clave/{token}").status == 403 and page.post(f"/clave/{token}", new).status == 403
    browser = Browser(app)
    assert browser.come_in("jefa").status_code == 200
    inside = Visitor(browser.client).get("/cuenta")
    assert not inside.page.xpath("//input[@type='password']")
    assert inside.post("/cuenta", {"current-password": PASSWORD, **new}).status == 403
    inside.get("/administracion/personas/comercial")
    assert "Nadie entra con contraseña" in inside.text() and "enlace para elegir" not in inside.text("//main//form")
    assert inside.post("/administracion/personas/comercial/enlace").status == 403


def test_who_leaves_is_told_that_the_provider_still_knows_them(app: Flask, provider: Provider) -> None:
    browser = Browser(app)
    browser.come_in()
    page = Visitor(browser.client).post("/salir")
    assert page.path == "/salida" and "En este navegador sigue dentro de Empresa" in page.text()
    assert not browser.is_in()
    to = browser.client.get("/salida/empresa").headers["Location"]
    assert to.startswith(
        f"{provider.issuer}/session/end?client_id=cauce&post_logout_redirect_uri=http%3A%2F%2Flocalhost"
    )


def test_an_administrator_links_and_unlinks_on_the_page_of_a_person(app: Flask, provider: Provider) -> None:
    provider.knows("jefa", **{**LUCIA, "preferred_username": "jefa", "groups": ["/ti/cauce"]})
    provider.knows("pv", preferred_username="otro", groups=[])
    browser = Browser(app)
    browser.come_in("jefa")
    page = Visitor(browser.client)
    page.get("/administracion/personas/preventa")
    assert "no entra con ella" in page.text("//section[@aria-labelledby='identidades']")
    page.post("/administracion/personas/preventa/identidades", {"subject": " pv "})
    assert "pv" in page.text("//section[@aria-labelledby='identidades']")
    assert "entra con la cuenta de la empresa pv" in page.text("//table")
    other = Browser(app)
    assert "Preventa" in other.come_in("pv").text and other.is_in()
    assert "con la cuenta de la empresa" in page.get("/administracion").text()
    assert page.post("/administracion/personas/comercial/identidades", {"subject": "pv"}).status == 409
    assert "ya es de Preventa" in page.text()
    assert page.post("/administracion/personas/comercial/identidades", {"subject": ""}).status == 404
    sent = {"issuer": provider.issuer, "subject": "pv"}
    assert page.post("/administracion/personas/preventa/identidades/quitar", sent).status == 200
    assert not other.is_in() and other.come_in("pv").status_code == 403
