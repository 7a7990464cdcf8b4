"""The terminal speaks Spanish, also where click speaks by itself."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from click.testing import CliRunner

from bpmn.messages import lazy_gettext
from tests.web.cli.conftest import Terminal
from web.cli import main
from web.cli.language import CATALOGUE
from web.cli.logs import Spoken
from web.i18n import Translator

# What click says to those who write commands wrong, to Windows, and to shells that ask for completion.
TO_OTHERS = re.compile(
    r"Windows error|Shell completion|Couldn't detect Bash|defined twice|Boolean option|Could not determine name|"
    r"No options defined|exactly one parameter|start character|standard stream|Unknown color|^d$"
)
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show this|required|default|TEXT|INTEGER|RANGE|FILE|PATH|COMMAND|ARGS|OPTIONS|Try|"
    r"Missing|Invalid|such|not)\b"
)


def commands(command: click.Command = main, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


def said(*args: str, locale: str = "es") -> str:
    env = {"CAUCE_DATABASE_URL": "sqlite:///nowhere/there.sqlite3", "CAUCE_LOCALE": locale}
    return str(CliRunner(env=env).invoke(main, args).output)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_explains_itself_in_spanish(path: tuple[str, ...]) -> None:
    text = said(*path, "--help")
    assert text.startswith("Uso: ") and "Muestra esta ayuda y termina." in text
    assert ENGLISH.findall(text) == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("nada", "No existe el comando 'nada'."),
        ("tasks --folo x", "No existe la opción '--folo'."),
        ("start", "Falta el argumento 'PROCESO'."),
        ("start gestion_comercial", "Falta la opción '--as'."),
        ("start a b --as x", "Sobra un argumento (b)"),
        ("start a b c --as x", "Sobran argumentos (b c)"),
        ("start a --as", "La opción '--as' lleva un valor."),
        ("outbox --limit 0", "0 no cumple x>=1."),
        ("serve --port x", "'x' no es un número entero."),
        ("lint no_hay.bpmn", "Archivo 'no_hay.bpmn': no existe."),
        ("complete X.1 --as x --data {", "no es JSON: algo falla en la línea 1, columna 2"),
        ("complete X.1 --as x --data 1", "debe ser un objeto JSON"),
    ],
)
def test_wrong_usage_is_told_in_spanish(given: str, found: str) -> None:
    text = said(*given.split())
    assert found in text
    assert ENGLISH.findall(text) == []


def test_who_asks_for_english_gets_click_s_own_words() -> None:
    assert "No such command 'nada'." in said("nada", locale="en")


def test_whatever_click_can_say_to_people_has_its_spanish() -> None:
    """A new version of click that says something else is noticed here."""
    with CATALOGUE.open("rb") as file:
        known = {entry.id if isinstance(entry.id, str) else tuple(entry.id) for entry in read_po(file) if entry.string}
    keywords = {"_": None, "ngettext": (1, 2)}
    found = extract_from_dir(str(Path(click.__file__).parent), [("**.py", "python")], keywords=keywords)
    texts = {text if isinstance(text, str) else tuple(text) for _, _, text, _, _ in found}
    assert {text for text in texts if not TO_OTHERS.search(str(text))} - known == set()
    assert known - texts - {""} == set()


def test_people_and_roles_are_called_by_their_names_with_the_ids_that_commands_take(terminal: Terminal) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    told = terminal.refused("complete", f"{folio}.2", "--as", "auditor", "--fill")
    assert "Auditor (auditor)" in told and "Director Comercial (director_comercial)" in told
    terminal.json("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    told = terminal.refused("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    assert "concluida" in told and "completed" not in told
    terminal.json("cancel", folio, "--as", "comercial", "--reason", "x")
    assert "cancelada" in terminal.refused("cancel", folio, "--as", "comercial", "--reason", "x")
    assert "nadie" in terminal.refused("start", "gestion_comercial", "--as", "nadie")


def test_versions_and_findings_are_told_in_spanish(terminal: Terminal) -> None:
    assert "vigente" in terminal.run("versions").stdout
    assert "effective" not in terminal.run("versions").stdout


def test_what_a_worker_writes_is_translated_and_what_others_write_is_not() -> None:
    def line(level: int, message: object, *args: object) -> str:
        record = logging.LogRecord("cauce.jobs", level, "x.py", 1, message, args, None)
        return Spoken(Translator("es")).format(record).partition(" ")[2].partition(" ")[2]

    assert line(logging.INFO, lazy_gettext("working")) == "nota: trabajando"
    assert line(logging.ERROR, lazy_gettext("job {job} failed", job="x")) == "error: falló el trabajo x"
    assert line(logging.WARNING, "%s lost", "something") == "aviso: something lost"
