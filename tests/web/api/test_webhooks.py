"""Webhooks, for programs of whoever administers."""

import pytest

from engine.identity.tokens import Scope

NEW = {"name": "n8n", "url": "https://n8n.example.com/webhook/1", "types": ["instance_started"]}


@pytest.fixture
def theirs(program):
    return program("administrador")


@pytest.fixture
def made(theirs):
    return theirs.post("/webhooks", NEW)


def test_one_is_added_and_its_secret_answered_once(theirs, made):
    assert theirs.status == 201 and theirs.response.headers["Location"] == f"/api/v1/webhooks/{made['id']}"
    assert "no-store" in theirs.response.headers["Cache-Control"]
    secret = made.pop("secret")
    assert secret.startswith("whsec_") and theirs.get(f"/webhooks/{made['id']}") == made
    assert theirs.get("/webhooks") == {"items": [made]}
    assert (made["status"], made["up_to_date"], made["types"]) == ("active", True, ["instance_started"])


def test_without_types_it_is_told_of_what_matters_most(theirs):
    found = theirs.post("/webhooks", {"name": "CRM", "url": NEW["url"]})
    assert {"instance_started", "user_task_completed"} <= set(found["types"]) and "timer_set" not in found["types"]


def test_each_decision_answers_how_it_stands(theirs, made, company):
    at = f"/webhooks/{made['id']}"
    assert theirs.ask("PUT", at, {**NEW, "name": "otro", "process": "gestion_comercial"})["name"] == "otro"
    assert theirs.post(f"{at}/try")["waiting"] == 1
    assert theirs.post(f"{at}/pause")["status"] == "paused"
    assert theirs.post(f"{at}/try")["code"] == "webhook_not_active"
    assert theirs.post(f"{at}/resume")["status"] == "active"
    company.start()
    assert theirs.get(at)["up_to_date"] is False
    assert theirs.post(f"{at}/replay", {"after": 0})["after"] == 0
    both = theirs.post(f"{at}/secret", {})
    assert both["secret"] != made["secret"] and both["former_until"]
    assert theirs.post(f"{at}/secret", {"at_once": True})["former_until"] is None
    assert theirs.ask("DELETE", at)["name"] == "otro"
    assert theirs.get(at)["code"] == "not_found"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"url": "https://10.0.0.1/"}, "bad_webhook_address"),
        ({"types": []}, "no_event_types"),
        ({"types": ["algo"]}, "not_found"),
        ({"process": "otro"}, "not_found"),
        ({"name": "n8n"}, "webhook_exists"),
    ],
)
def test_what_cannot_be_is_refused(theirs, made, more, code):
    assert theirs.post("/webhooks", {**NEW, "name": "Otro", **more})["code"] == code


def test_nobody_but_administrators_may_and_it_takes_the_scope(program, made):
    at = f"/webhooks/{made['id']}"
    for person in ("comercial", "auditor", "direccion_general"):
        other = program(person)
        for method, path, body in (
            ("GET", "/webhooks", None),
            ("GET", at, None),
            ("POST", "/webhooks", NEW),
            ("PUT", at, NEW),
            ("POST", f"{at}/secret", {}),
            ("POST", f"{at}/replay", {"after": 0}),
            *(("POST", f"{at}/{act}", None) for act in ("pause", "resume", "try")),
            ("DELETE", at, None),
        ):
            assert other.ask(method, path, body)["code"] == "not_allowed", (person, method, path)
    assert program("administrador", Scope.READ).get("/webhooks")["code"] == "scope_required"
