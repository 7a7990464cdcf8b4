"""Every text that people see has its Spanish, and the catalogue holds nothing that nobody says."""

import ast
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from bpmn.messages import lazy_gettext, lazy_ngettext
from tests.web.cli.commands import commands, msgids
from web import i18n
from web.api import document as api_document
from web.i18n import TRANSLATIONS, Translator

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "engine", "web")
SAID_BY = {"lazy_gettext": 1, "gettext": 1, "_": 1, "lazy_ngettext": 2, "ngettext": 2}
"""The functions that say a text, with the number of their arguments that are msgids."""
TABLES = {
    "web/processes/form_room/choices.py",
    "web/texts/disposal.py",
    "web/texts/faults.py",
    "web/texts/impact.py",
    "engine/instances/incident_letters.py",
    "web/texts/migration.py",
    "web/errors.py",
    "web/arrival_errors.py",
    "web/audit_errors.py",
    "web/discussion_errors.py",
    "web/sign_on_errors.py",
    "web/sample_errors.py",
    "web/trial_errors.py",
    "engine/sign_on/faults.py",
    "web/reasons.py",
    "web/api/messages.py",
    "web/pages/refusals.py",
    "web/texts/history_advice.py",
    "web/texts/events.py",
    "web/texts/verification.py",
    "engine/definitions/letters.py",
    "engine/audits/letters.py",
    "engine/attention/findings.py",
    "engine/telling/dates.py",
    "engine/telling/texts.py",
    "engine/telling/substitutions.py",
    "engine/verification/alarms.py",
}  # templates by code; the details of an error fill them
NOT_OURS = {"frontend", "node_modules"}
TRANSLATOR = ROOT / "web" / "i18n.py"  # hands what it is given to gettext

Msgid = tuple[str, ...]
"""One text, or the singular and the plural of one."""


class Entry(NamedTuple):
    """A text and its Spanish, and the file they stand in."""

    msgid: Msgid
    translations: tuple[str, ...]
    path: Path


def sources(pattern: str) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob(pattern)):
            if path != TRANSLATOR and not NOT_OURS.intersection(path.parts):
                yield path


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, int]]:
    """The calls of ``lazy_gettext(…)``, ``gettext(…)``, ``context.gettext(…)``, ``_(…)``, ``ngettext(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in SAID_BY:
                yield node, SAID_BY[name]


def said_in_python() -> Iterator[tuple[Msgid | None, str, set[str]]]:
    """Each text with where it is said and the places that its call fills."""
    for path in sources("*.py"):
        for call, wanted in calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            texts = tuple(
                text.value for text in call.args[:wanted] if isinstance(text, ast.Constant) and type(text.value) is str
            )
            filled = {keyword.arg or "**" for keyword in call.keywords} | ({"n"} if wanted == 2 else set())
            yield texts if len(texts) == wanted and all(texts) else None, where, filled


def said_in_templates() -> Iterator[tuple[Msgid, str]]:
    for path in sources("*.html"):
        with path.open("rb") as file:
            for line, name, found, _ in babel_extract(file, ["_", "ngettext"], [], {}):
                texts = (found,) if isinstance(found, str) else tuple(found)[: SAID_BY[name]]
                assert len(texts) == SAID_BY[name] and all(texts), f"{path}:{line}: not a literal text"
                yield texts, f"{path.relative_to(ROOT)}:{line}"


def said_by_commands() -> Iterator[tuple[Msgid, str]]:
    """What the commands of the terminal explain themselves with."""
    for path, command in commands():
        for text in msgids(command):
            yield (text,), f"web/cli: cauce {' '.join(path)}"


def said_by_the_api() -> Iterator[tuple[Msgid, str]]:
    """What the document of the API says of its operations, and of what they take and answer."""
    for text in api_document.texts(api_document.document()):
        yield (text,), "web/api: the document"


# What click says to those who write commands wrong, to Windows, and to shells that ask for completion.
TO_OTHERS = re.compile(
    r"Windows error|Shell completion|Couldn't detect Bash|defined twice|Boolean option|Could not determine name|"
    r"No options defined|exactly one parameter|start character|standard stream|Unknown color|^d$"
)


def said_by_click() -> Iterator[tuple[Msgid, str]]:
    """What click says by itself to people; a new version that says something else is noticed here."""
    keywords = {"_": None, "ngettext": (1, 2)}
    folder = str(Path(click.__file__).parent)
    for name, line, found, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=keywords):
        texts = (found,) if isinstance(found, str) else tuple(found)
        if not TO_OTHERS.search(texts[0]):
            yield texts, f"click/{name}:{line}"


@pytest.fixture(scope="module")
def said() -> dict[Msgid, str]:
    """Every text with one of the places where it is said."""
    texts = {**dict(said_by_click()), **dict(said_by_commands()), **dict(said_in_templates())}
    texts |= dict(said_by_the_api())
    return texts | {text: where for text, where, _ in said_in_python() if text is not None}


def read(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        for entry in read_po(file, locale="es"):
            if entry.id:
                msgid = (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)
                yield Entry(msgid, (entry.string,) if isinstance(entry.string, str) else tuple(entry.string), path)


@pytest.fixture(scope="module")
def spanish() -> list[Entry]:
    """Every entry of the Spanish catalogue, with its file."""
    return [entry for path in sorted((TRANSLATIONS / "es").rglob("*.po")) for entry in read(path)]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def places_agree(entry: Entry) -> bool:
    """Whether the Spanish fills what the English fills; only in the singular a number may be a word in either."""
    first, *more = zip(map(places, entry.msgid), map(places, entry.translations), strict=True)
    counts = {"n"} & places(entry.msgid[-1]) if more else set()
    return first[0] - counts == first[1] - counts and all(english == spanish for english, spanish in more)


def test_the_walk_finds_texts_of_every_package(said):
    assert {where.split("/")[0] for where in said.values()} == {*PACKAGES, "click"}
    assert any(where.endswith(".html") or ".html:" in where for where in said.values())


def test_a_text_is_a_literal_so_that_it_can_be_found():
    assert [where for text, where, _ in said_in_python() if text is None] == []


def test_every_text_has_its_spanish(said, spanish):
    known = {entry.msgid for entry in spanish if all(text.strip() for text in entry.translations)}
    assert [f"{where}: {text}" for text, where in said.items() if text not in known] == []


def test_a_text_that_counts_has_both_of_its_spanish_forms(spanish):
    assert [entry.msgid for entry in spanish if len(entry.translations) != len(entry.msgid)] == []


def test_a_translation_fills_the_same_places(spanish):
    assert [entry.msgid for entry in spanish if not places_agree(entry)] == []


def test_a_call_fills_the_places_of_its_text():
    wrong = [
        f"{where}: {text}"
        for text, where, filled in said_in_python()
        if text is not None
        and where.split(":")[0] not in TABLES
        and "**" not in filled
        and filled != set().union(*map(places, text))
    ]
    assert wrong == []


def test_the_catalogue_holds_nothing_that_nobody_says(said, spanish):
    assert [f"{entry.path.name}: {entry.msgid}" for entry in spanish if entry.msgid not in said] == []


def test_a_text_is_translated_in_one_place(spanish):
    times = Counter(entry.msgid[0] for entry in spanish)
    assert [text for text, count in times.items() if count > 1] == []


def test_the_reader_gets_their_language():
    text = lazy_gettext("There is no seal {id}.", id="7")
    assert Translator("es").render(text) == "No existe el sello 7."
    assert Translator("en").render(text) == "There is no seal 7."


COUNTED = 'msgid "{n} day for {name}"\nmsgid_plural "{n} days for {name}"\n'
SPANISH = COUNTED + 'msgstr[0] "un día para {name}"\nmsgstr[1] "{n} días para {name}"\n'


def forget() -> None:
    """What a process has read of the texts."""
    i18n._catalogue.cache_clear()
    i18n.translator.cache_clear()


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of translations of its own, with one Spanish file."""
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "some.po").write_text(SPANISH, encoding="utf-8")
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    forget()
    yield tmp_path
    forget()


@pytest.mark.parametrize(
    ("locale", "n", "expected"),
    [
        ("es", 1, "un día para Ana"),
        ("es", 0, "0 días para Ana"),
        ("es", 2, "2 días para Ana"),
        ("en", 1, "1 day for Ana"),
        ("en", 2, "2 days for Ana"),
    ],
)
def test_a_text_that_counts_agrees_with_its_number(texts: Path, locale: str, n: int, expected: str) -> None:
    text = lazy_ngettext("{n} day for {name}", "{n} days for {name}", n, name="Ana")
    assert Translator(locale).render(text) == expected
    assert Translator(locale).ngettext("{n} day for {name}", "{n} days for {name}", n, name="Ana") == expected
    assert locale == "es" or str(text) == expected


@pytest.mark.parametrize(
    ("change", "agrees"),
    [
        (("un día para {name}", "{n} día para {name}"), True),
        (("un día para {name}", "un día"), False),
        (("{n} días para {name}", "días para {name}"), False),
        (("{n} días", "{m} días"), False),
    ],
)
def test_a_place_that_is_missing_in_either_form_is_noticed(tmp_path: Path, change: tuple[str, str], agrees: bool):
    path = tmp_path / "some.po"
    path.write_text(SPANISH.replace(*change), encoding="utf-8")
    assert [places_agree(entry) for entry in read(path)] == [agrees]


def test_a_text_that_was_edited_is_compiled_by_itself(texts: Path) -> None:
    before = Translator("es").ngettext("{n} day for {name}", "{n} days for {name}", 2, name="Ana")
    source, compiled = texts / "es" / "some.po", texts / "es" / "LC_MESSAGES" / "cauce.mo"
    source.write_text(SPANISH.replace("días", "jornadas"), encoding="utf-8")
    after = compiled.stat().st_mtime_ns + 1
    os.utime(source, ns=(after, after))
    forget()
    assert (
        Translator("es").ngettext("{n} day for {name}", "{n} days for {name}", 2, name="Ana") == "2 jornadas para Ana"
    )
    assert before == "2 días para Ana"
    assert [path.name for path in compiled.parent.iterdir()] == ["cauce.mo"]


def test_a_file_of_texts_that_was_moved_in_is_compiled_though_it_is_old(texts: Path, tmp_path: Path) -> None:
    assert Translator("es")("Yes") == "Yes"
    arrived = tmp_path / "other.po"
    arrived.write_text('msgid "Yes"\nmsgstr "Sí"\n', encoding="utf-8")
    os.utime(arrived, ns=(0, 0))
    arrived.rename(texts / "es" / "other.po")
    forget()
    assert Translator("es")("Yes") == "Sí"


def test_the_same_texts_give_the_same_bytes(texts: Path, tmp_path: Path) -> None:
    source = texts / "es" / "some.po"
    made = [tmp_path / name / "cauce.mo" for name in ("one", "other")]
    for path in made:
        i18n.write_catalogue([source], path, "es")
    assert made[0].read_bytes() == made[1].read_bytes()
    assert b"Plural-Forms: nplurals=2" in made[0].read_bytes()


def test_texts_that_cannot_be_compiled_are_told_and_english_is_spoken(
    texts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (texts / "es" / "LC_MESSAGES").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        assert Translator("es").ngettext("{n} day for {name}", "{n} days for {name}", 1, name="Ana") == "1 day for Ana"
    assert "cannot be written" in caplog.text
