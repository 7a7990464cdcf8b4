"""The terminal speaks the reader's language, also where click speaks by itself."""

import logging
import re

import pytest
from click.testing import CliRunner

from bpmn.messages import lazy_gettext
from tests.web.cli.commands import commands
from tests.web.cli.conftest import Terminal
from web.cli import COMMANDS, main
from web.i18n import Translator
from web.logs import TranslatingFormatter

ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show this|required|default|TEXT|INTEGER|RANGE|FILE|PATH|COMMAND|ARGS|OPTIONS|Try|"
    r"Missing|Invalid|such|not|the|of|what)\b"
)
SPANISH = re.compile(
    r"[áéíóúñ¿¡]|(?<!-)\b(Uso|Opciones|Comandos|Muestra|obligatoria|TEXTO|ARCHIVO|COMANDO|PERSONA|Falta|sirve|no|lo|de|que)\b"
)


def said(*args: str, locale: str = "es") -> str:
    env = {"CAUCE_DATABASE_URL": "sqlite:////dev/null/absent.sqlite3", "CAUCE_LOCALE": locale, "LANGUAGE": None}
    return str(CliRunner(env=env).invoke(main, args).output)


PATHS = [path for path, _ in commands()]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_explains_itself_in_spanish(path: tuple[str, ...]) -> None:
    text = said(*path, "--help")
    assert text.startswith("Uso: ") and "Muestra esta ayuda y termina." in text
    assert ENGLISH.findall(text) == []


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_explains_itself_in_english_to_who_asks_for_it(path: tuple[str, ...]) -> None:
    text = said(*path, "--help", locale="en")
    assert text.startswith("Usage: ") and "Show this message and exit." in text
    assert SPANISH.findall(text) == []


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    top = {path[0]: command.paragraphs()[0] for path, command in commands() if len(path) == 1}
    assert top == {name: entry.help for name, entry in COMMANDS.items()}


def test_the_version_is_said() -> None:
    assert re.fullmatch(r"cauce \d+\.\d+\.\d+\n", said("--version"))


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


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("nada", "No such command 'nada'."),
        ("start", "Missing argument 'PROCESS'."),
        ("start a b c --as x", "Got unexpected extra arguments (b c)"),
        ("serve --port x", "'x' is not a valid whole number."),
        ("lint no_hay.bpmn", "File 'no_hay.bpmn' does not exist."),
        ("complete X.1 --as x --data 1", "it must be a JSON object"),
        ("tasks", "The database cannot be used"),
    ],
)
def test_wrong_usage_is_told_in_english_to_who_asks_for_it(given: str, found: str) -> None:
    text = said(*given.split(), locale="en")
    assert found in text
    assert SPANISH.findall(text) == []


def test_a_language_that_is_none_of_ours_is_refused_in_spanish() -> None:
    assert "CAUCE_LOCALE no puede ser «fr»" in said("tasks", locale="fr")
    assert said("--help", locale="fr") == said("--help")


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
        return TranslatingFormatter(Translator("es")).format(record).partition(" ")[2].partition(" ")[2]

    assert line(logging.INFO, lazy_gettext("working")) == "nota: trabajando"
    assert line(logging.ERROR, lazy_gettext("job {job} failed", job="x")) == "error: falló el trabajo x"
    assert line(logging.WARNING, "%s lost", "something") == "aviso: something lost"
