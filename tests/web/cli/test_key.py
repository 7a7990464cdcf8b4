"""The same command with the same key is done once, whichever command of the terminal it is."""

import pytest

from tests.web.cli.commands import commands
from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import entries, twice

BEGIN = ("start", "gestion_comercial", "--as", "comercial")
READING = {
    "tasks", "incidents", "show", "history", "lint", "diff", "impact", "draft", "draft comments", "versions",
    "versions list", "people", "token", "token list", "calendar", "calendar list", "db", "db status", "doctor",
    "outbox", "webhook", "webhook list", "heads", "heads list", "policies", "",
}  # fmt: skip
"""What changes nothing."""
WITHOUT = {
    # An empty database becomes a company, or one of today's schema, once; afterwards it is refused, or there.
    "init", "db upgrade", "restore", "demo",
    # A file that is there is not written over.
    "backup",
    # Files are written of what is there, and nothing of the company changes.
    "records", "document", "draw", "log",
    # What has been verified, sealed, proven or made again is done again at no cost, and means the state of now.
    "verify", "checkpoint", "evidence", "rebuild",
    # They live until somebody ends them.
    "serve", "worker",
    # Another program's: what a witness has seen it does not see anew, and its own key goes by that name.
    "witness", "witness serve", "witness cosign",
    # A person types it: what it is must be in nothing that is kept, so nobody can know whether it is the same.
    "people password",
    # What it writes is a secret, which is kept nowhere: there is nothing to answer a second time.
    "token make", "webhook add", "webhook secret",
}  # fmt: skip
"""What changes something and takes no key, and why."""


def test_every_command_that_changes_something_takes_a_key_or_there_is_a_reason() -> None:
    taking = {
        " ".join(path)
        for path, command in commands()
        if any("--key" in each.opts and each.callback is not None for each in command.params)
    }
    everything = {" ".join(path) for path, _ in commands()}
    assert not taking & (READING | WITHOUT)
    assert everything - taking == READING | WITHOUT


def test_what_is_given_twice_with_one_key_is_done_once_and_answered_twice(terminal: Terminal) -> None:
    first, second = (terminal.json(*BEGIN, "--key", "noche-1") for _ in range(2))
    assert first == second
    assert terminal.json(*BEGIN, "--key", "noche-2")["folio"] != first["folio"]
    assert terminal.run(*BEGIN, "--key", "noche-1").stdout.startswith(first["folio"])


def test_each_command_about_a_step_can_have_one(terminal: Terminal) -> None:
    folio = terminal.json(*BEGIN)["folio"]
    step, person = f"{folio}.2", "director_comercial"
    twice(terminal, "claim", step, "--as", person)
    twice(terminal, "release", step, "--as", person)
    twice(terminal, "assign", step, person, "--as", person)
    twice(terminal, "comment", folio, "@director_comercial: va", "--as", "comercial")
    twice(terminal, "complete", step, "--as", person, "--fill")
    twice(terminal, "cancel", folio, "--as", "comercial", "--reason", "Duplicada")
    twice(terminal, "dispose", folio, "--rule", "Cinco años", "--as", "control_documentos")


def test_each_command_about_people_and_days_can_have_one(terminal: Terminal) -> None:
    by = ("--as", "administrador")
    twice(terminal, "people", "add", "lucia", "--name", "Lucía", "--role", "preventa", *by)
    twice(terminal, "people", "change", "lucia", "--name", "Lucía Ramos", *by)
    twice(terminal, "people", "rights", "lucia", "--give", "review", *by)
    twice(terminal, "people", "identity", "lucia", "--link", "8f0c", "--issuer", "https://id.empresa.mx", *by)
    twice(terminal, "calendar", "add", "2026-12-24", "Nochebuena", *by)
    twice(terminal, "calendar", "remove", "2026-12-24", *by)


def test_other_values_or_another_person_are_another_command(terminal: Terminal) -> None:
    add = ("calendar", "add", "2026-12-24")
    twice(terminal, *add, "Nochebuena", "--as", "administrador")
    happened = entries(terminal)
    assert terminal.run(*add, "Cierre", "--as", "administrador", "--key", "k").exit_code == 0
    assert entries(terminal) > happened


def test_what_was_refused_can_be_given_again(terminal: Terminal) -> None:
    folio = terminal.json(*BEGIN)["folio"]
    complete = ("complete", f"{folio}.2", "--as", "director_comercial", "--key", "k")
    assert terminal.refused(*complete) == terminal.refused(*complete)


@pytest.mark.parametrize(
    "args", [("migrate", "--all-automatic", "--to", "4", "--reason", "x", "--as", "a"), ("outbox", "retry", "--dead")]
)
def test_where_nothing_is_left_to_be_done_again_a_key_is_refused_in_words(
    terminal: Terminal, args: tuple[str, ...]
) -> None:
    refused = terminal.run(*args, "--key", "k")
    assert refused.exit_code == 2 and "--key es para" in refused.stderr
