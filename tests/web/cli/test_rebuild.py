"""Putting right from a terminal what is stored besides history."""

import json

import pytest

from tests.engine.verification.attacks import change_the_status, hide_from_the_search, remove_work
from tests.web.cli.conftest import Terminal
from tests.web.cli.test_verify import FOLIO, attack, change_an_event_early

OTHER = "GC-2026-0002"


@pytest.fixture
def two(terminal: Terminal) -> Terminal:
    for _ in range(2):
        folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
        terminal.json(
            "complete", f"{folio}.2", "--as", "director_comercial", "--fill", "--data", '{"cliente": "Banco"}'
        )
    return terminal


def test_what_verify_finds_of_state_inbox_and_search_is_put_right(two: Terminal) -> None:
    attack(two, remove_work, change_the_status, hide_from_the_search)
    assert two.run("verify", "--all").exit_code == 1
    result = two.run("rebuild", FOLIO)
    assert result.exit_code == 0
    assert "se rehízo" in result.stdout and "work_item_changed" in result.stdout
    assert [task["id"] for task in two.json("tasks")] == [f"{FOLIO}.4", f"{OTHER}.4"]
    two.json("rebuild", "--all")
    assert two.run("verify", "--all").exit_code == 0


@pytest.mark.both_databases
def test_all_are_gone_through_though_one_is_refused(two: Terminal) -> None:
    attack(two, change_an_event_early)
    attack(two, change_the_status, folio=OTHER)
    result = two.run("rebuild", "--all", "--json")
    assert result.exit_code == 1
    refused, made = json.loads(result.stdout)
    assert (refused["folio"], refused["ok"], refused["different"]) == (FOLIO, False, [])
    assert "cauce verify" in refused["message"] and "event_changed" in refused["message"]
    assert (made["folio"], made["ok"]) == (OTHER, True)
    assert {each["subject"] for each in made["different"]} == {"status", "end"}
    assert two.json("verify", OTHER)["instances"][0]["ok"]


def test_where_nothing_is_wrong_nothing_is_different(two: Terminal) -> None:
    assert [each["different"] for each in two.json("rebuild", "--all")] == [[], []]


def test_it_wants_folios_or_all_of_them(two: Terminal) -> None:
    assert two.run("rebuild").exit_code == two.run("rebuild", "--all", FOLIO).exit_code == 2
    assert "GC-2026-0099" in two.refused("rebuild", "GC-2026-0099")
