"""What is wrong beside a ledger, told in words: no name of a column, no id of somebody who has a name."""

from collections.abc import Callable

import pytest

from engine.history.problems import Kind, Problem
from web.i18n import Translator
from web.texts.faults import Names, fault_text

GETTEXT = Translator("es")
MOMENT = "2026-03-02T15:00:00.000000Z"


def known(**names: str) -> Callable[[str], str]:
    return lambda id_: names.get(id_, id_)


NAMES = Names(
    known(ana="Ana Ruiz"),
    known(administrador="Administrador"),
    {"ventas": "Ventas"},
    lambda at: f"{at:%d/%m/%Y %H:%M}",
)


def told(subject: str | None, expected: str, found: str, kind: Kind = Kind.ROW_CHANGED) -> list[str]:
    text = fault_text(Problem(kind, 3, expected, found, subject), NAMES)
    return [GETTEXT("{it}", it=each) for each in (text.about or "", text.expected, text.found)]


@pytest.mark.parametrize(
    ("subject", "expected", "found", "said"),
    [
        ("person ana", "—", "yes", ["si Ana Ruiz está en el registro", "no", "sí"]),
        ("person ana name", "Ana Ruiz", "Otra", ["cómo se llama Ana Ruiz", "Ana Ruiz", "Otra"]),
        ("person ana active", "True", "False", ["si Ana Ruiz sigue aquí", "sí", "no"]),
        ("person ana registered_at", MOMENT, "—",
         ["desde cuándo está Ana Ruiz en el registro", "02/03/2026 15:00", "—"]),
        ("person ana right approve ventas", "—", "yes",
         ["si Ana Ruiz tiene el permiso: aprobar versiones de Ventas", "no", "sí"]),
        ("role ventas name", "A", "B", ["cómo se llama el rol A", "A", "B"]),
        ("day 2026-12-24 works", "False", "True", ["si se trabaja el 24/12/2026", "no", "sí"]),
        ("day 2026-12-24 decided_by", "ana", "—", ["quién decidió sobre el 24/12/2026", "Ana Ruiz", "—"]),
        ("letter GC-2026-0001.5.0 status", "pending", "delivered",
         ["qué fue del envío de GC-2026-0001, evento 5", "pendiente", "entregado"]),
        ("file " + "ab" * 32 + " stored_by", "ana", "eva",
         ["quién guardó el archivo con la huella abababababab…", "Ana Ruiz", "eva"]),
        ("verdict GC-2026-0001 ok", "False", "True", ["si GC-2026-0001 se encontró en orden", "no", "sí"]),
        ("counter GC-2026", "5", "3", ["el último número que se dio en GC-2026", "5", "3"]),
        ("a thing nobody knows", "1", "2", ["a thing nobody knows", "1", "2"]),
        ("person ana shoe size", "1", "2", ["person ana shoe size", "1", "2"]),
    ],
)  # fmt: skip
def test_what_differs_is_told_in_words(subject: str, expected: str, found: str, said: list[str]) -> None:
    assert told(subject, expected, found) == said


def test_whoever_had_not_the_right_and_moments_are_told_in_words() -> None:
    assert told(None, "administrador", "ana", Kind.ACTOR_WITHOUT_RIGHT) == ["", "Administrador", "Ana Ruiz"]
    other = told(None, "approve: another person", "ana", Kind.ACTOR_WITHOUT_RIGHT)
    assert other == ["", "aprobar versiones, otra persona", "Ana Ruiz"]
    assert told(None, f"≥ {MOMENT}", MOMENT, Kind.TIME_DISAGREES) == ["", "≥ 02/03/2026 15:00", "02/03/2026 15:00"]
    versions = told("version 4", "effective 0123456789ab", "—", Kind.VERSION_CHANGED)
    assert versions == ["versión 4", "vigente, huella 0123456789ab", "—"]
