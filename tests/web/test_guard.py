"""Who may talk to the site at all. No view runs here, so no database is needed."""

from pathlib import Path

import pytest
from flask import Flask

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web.app import create_app
from web.pages.assets import bundle
from web.serving.proxy import BehindProxy

NOWHERE = "/nada"  # 404 for whoever may ask, 403 for whoever may not


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    url = f"sqlite:///{tmp_path}/none.sqlite3"
    app = create_app(Settings(url), Database(url), Runtime(OfficeCalendar("America/Mexico_City")), demo=True)
    app.add_url_rule("/hecho", view_func=lambda: "hecho", methods=["POST"])
    return app


def with_accounts(tmp_path: Path, **settings) -> Flask:
    url = f"sqlite:///{tmp_path}/none.sqlite3"
    app = create_app(Settings(url, **settings), Database(url), Runtime(OfficeCalendar("America/Mexico_City")))
    app.add_url_rule("/hecho", view_func=lambda: "hecho", methods=["POST"])
    return app


def send(app: Flask, token: str | None = "the token", **headers: str):
    """Send a form as a page of ours would, with these headers."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf"] = "the token"
    data = {} if token is None else {"csrf-token": token}
    return client.post("/hecho", data=data, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("host", ["cauce.example", "127.0.0.1.example", "localhost.example:5000", "[::2]"])
def test_a_foreign_host_name_is_refused(app, host):
    assert app.test_client().get(NOWHERE, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:5000", "localhost", "[::1]:5000"])
def test_this_machine_s_own_names_are_answered(app, host):
    assert app.test_client().get(NOWHERE, headers={"Host": host}).status_code == 404


@pytest.mark.parametrize("address", ["192.168.1.7", "8.8.8.8", "::ffff:8.8.8.8", "", "nowhere"])
def test_another_machine_is_refused(app, address):
    answer = app.test_client().get(NOWHERE, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 403 and "responde solo en la computadora" in answer.text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP"]
)
def test_the_demonstration_is_for_nobody_for_whom_something_else_asks(app, tmp_path, header):
    """A tunnel or a proxy on this machine comes from 127.0.0.1, and brings anybody: who may be anybody there."""
    for made, proxy, status in (
        (app, None, 403),
        (with_accounts(tmp_path), None, 404),
        (with_accounts(tmp_path), "127.0.0.1", 404),
    ):
        made.wsgi_app = BehindProxy(made.wsgi_app, proxy)
        answer = made.test_client().get(NOWHERE, headers={header: "127.0.0.1"})
        assert answer.status_code == status
    assert app.test_client().get(NOWHERE).status_code == 404


def test_a_form_of_ours_passes(app):
    assert send(app).text == "hecho"
    assert send(app, Origin="http://localhost", Sec_Fetch_Site="same-origin").text == "hecho"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://otro.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "https://localhost"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused_whatever_token_it_has(app, headers):
    answer = send(app, **headers)
    assert answer.status_code == 403 and "Esto lo envió otro sitio" in answer.text


@pytest.mark.parametrize("token", [None, "", "another", "ñ", "the token "])
def test_a_form_without_the_session_s_token_is_refused(app, token):
    assert send(app, token).status_code == 403


@pytest.mark.parametrize("token", ["", "-"])
def test_a_session_without_a_token_accepts_none(app, token):
    assert app.test_client().post("/hecho", data={"csrf-token": token}).status_code == 403


def test_what_was_written_is_given_back_only_when_it_came_from_a_page_of_ours(app):
    client = app.test_client()
    ours = client.post("/hecho", data={"cliente": "Aceros"}, headers={"Origin": "http://localhost"})
    theirs = client.post("/hecho", data={"cliente": "Aceros"}, headers={"Origin": "http://otro.example"})
    assert "Aceros" in ours.text and "Aceros" not in theirs.text


@pytest.mark.parametrize("path", [NOWHERE, "/static/style.css"])
def test_every_answer_carries_the_headers_that_keep_it_to_itself(app, path):
    with app.test_client().get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in answer.headers  # it is reached over http


@pytest.mark.node
def test_a_bundle_is_kept_for_ever_and_nothing_else_is(app):
    name = bundle("site")["script"]
    with app.test_client().get(f"/static/dist/{name}") as answer:
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    for path in (NOWHERE, "/static/style.css", "/static/dist/manifest.json"):
        with app.test_client().get(path) as answer:
            assert "no-cache" in answer.headers["Cache-Control"]
    assert app.test_client().get("/static/dist/nada.js").headers["Cache-Control"] == "private, no-cache"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app):
    app.add_url_rule("/token", "token", view_func=lambda: app.jinja_env.globals["csrf_token"]())
    cookie = app.test_client().get("/token").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


# --- a site with accounts


def test_a_site_with_accounts_answers_other_machines(tmp_path):
    app = with_accounts(tmp_path)
    assert app.test_client().get(NOWHERE, environ_overrides={"REMOTE_ADDR": "192.168.1.7"}).status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 404),
        ("intranet", 404),
        ("INTRANET:8000", 404),
        ("cauce.example", 404),
        ("otro.example", 403),
        ("intranet.otro.example", 403),
    ],
)
def test_it_answers_under_the_names_of_its_settings_only(tmp_path, host, status):
    app = with_accounts(tmp_path, hosts=frozenset({"intranet"}), base_url="https://cauce.example")
    assert app.test_client().get(NOWHERE, headers={"Host": host}).status_code == status


def test_the_demonstration_takes_no_names_from_the_settings(tmp_path):
    url = f"sqlite:///{tmp_path}/none.sqlite3"
    settings = Settings(url, hosts=frozenset({"intranet"}), base_url="https://cauce.example")
    app = create_app(settings, Database(url), Runtime(OfficeCalendar("America/Mexico_City")), demo=True)
    for host in ("intranet", "cauce.example"):
        assert app.test_client().get(NOWHERE, headers={"Host": host}).status_code == 403


def test_behind_a_proxy_that_speaks_https_forms_come_from_there(tmp_path):
    app = with_accounts(tmp_path, base_url="https://cauce.example")
    app.config["SESSION_COOKIE_SECURE"] = False  # the test's client speaks http to us, as the proxy does
    assert send(app, Origin="https://cauce.example").status_code == 200
    assert send(app, Origin="https://otro.example").status_code == 403


def test_over_https_browsers_keep_to_it_and_take_cookies_from_this_host_alone(tmp_path):
    app = with_accounts(tmp_path, base_url="https://cauce.example")
    app.add_url_rule("/token", "token", view_func=lambda: app.jinja_env.globals["csrf_token"]())
    answer = app.test_client().get("/token", base_url="https://cauce.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cauce=") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_every_cookie_of_ours_is_called_so_over_https(tmp_path):
    app = with_accounts(tmp_path, base_url="https://cauce.example")
    client = app.test_client()
    with client.session_transaction(base_url="https://cauce.example") as session:
        session["csrf"] = "the token"
    sent = {"language": "en", "csrf-token": "the token"}
    answer = client.post("/idioma", data=sent, base_url="https://cauce.example")
    assert answer.headers["Set-Cookie"].startswith("__Host-cauce-language=en;")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "There is no such page" in client.get(NOWHERE, base_url="https://cauce.example").text
