"""Nothing that anybody sends is a fault of ours; what was asked of it and was one is in here for good."""

import pytest
from flask import Flask

from tests.engine.client_access.proposal import sent as proposal
from tests.fuzz.walk import Sent, Walk
from tests.support import Company
from tests.web.conftest import site_of

LARGE = ("0", "2147483648", "9223372036854775808", "9" * 5000)
COUNT = 500


@pytest.fixture
def app(company: Company) -> Flask:
    proposal(company)
    return site_of(company)


@pytest.fixture
def walk(app: Flask, company: Company) -> Walk:
    return Walk(app, company, seed=1)


def faults(walk: Walk, requests: list[Sent]) -> list[str]:
    return [f"{status} {each}" for each in requests if (status := walk.status(each)) >= 500]


def test_no_number_in_an_address_is_a_fault_for_anybody(walk: Walk) -> None:
    requests = list(walk.every_number(LARGE))
    assert len({each.path.replace(number, "") for each in requests for number in LARGE[1:2]}) >= 10
    assert faults(walk, requests) == []


def test_no_header_is_a_fault(walk: Walk) -> None:
    assert faults(walk, list(walk.every_header())) == []


@pytest.mark.processes  # some addresses are papers, which are set in a process of their own
def test_no_request_by_chance_is_a_fault(walk: Walk) -> None:
    assert faults(walk, list(walk.requests(COUNT))) == []


def test_a_fault_would_be_seen(app: Flask, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("web.opportunities.views.listing.page", fail)
    assert faults(walk, [Sent("comercial", "GET", "/oportunidades")]) != []


def test_the_same_seed_asks_the_same(app: Flask, company: Company) -> None:
    first, second = (list(Walk(app, company, seed=7).requests(50)) for _ in range(2))
    assert first == second != list(Walk(app, company, seed=8).requests(50))


@pytest.mark.both_databases
def test_a_number_that_no_column_holds_is_refused_and_no_fault(app: Flask, company: Company) -> None:
    """Also where it does not come by an address: in a query, in a form."""
    walk = Walk(app, company, seed=1)
    for number in ("9223372036854775808", "-9223372036854775809", "9" * 40):
        for path in (
            "",
            f"/auditoria/GC-2026-0001?paso={number}",
            f"/calendario?año={number}",
        ):
            assert walk.status(Sent("administrador", "GET", path)) < 500, path
        form = {"revision": number, "base": number, "version": number, "motivo": "x"}
        for path in ("/procesos/gestion_comercial/editar", "/procesos/gestion_comercial/mover/GC-2026-0001"):
            assert walk.status(Sent("director_comercial", "POST", path, form=form)) < 500, path
