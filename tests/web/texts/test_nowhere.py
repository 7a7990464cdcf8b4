"""What cannot go on where it is not known at which element: said without one."""

from zoneinfo import ZoneInfo

import pytest

from bpmn.messages import Message
from engine.errors import ExecutionFailed
from engine.execution.compiler import compile_process
from engine.impact.effects import Cause, Effect, Verdict
from engine.migration.planning import Reason, Why
from tests.engine.execution.diagrams import diagram
from web import errors
from web.i18n import Translator
from web.texts.formatting import Presenter
from web.texts.impact import ImpactTexts
from web.texts.migration import reason_text

SPANISH = Translator("es")
WHY = Message("Nobody.")


def test_an_error() -> None:
    error = ExecutionFailed(element=None, reason=WHY, cause="engine")
    assert SPANISH.render(errors.text(error)) == "El procedimiento no pudo seguir: Nobody. No se guardó nada."


def test_a_move() -> None:
    executable = compile_process("p", [diagram("start > a > end")])
    text = reason_text(Why(Reason.CANNOT_GO_ON, "p", None, message=WHY), executable, executable)
    assert SPANISH.render(text) == "La nueva versión no puede seguir: Nobody."


@pytest.mark.parametrize(
    ("live", "sentence"),
    [
        (True, "Se detendría, y nadie podría seguir."),
        (False, "Se habría detenido, y nadie habría podido seguir."),
    ],
)
def test_the_impact_of_a_draft(live: bool, sentence: str) -> None:
    texts = ImpactTexts(Presenter(SPANISH, ZoneInfo("UTC")), lambda _process, _number: None, {}, {})
    assert texts.sentence(Effect(Verdict.IMPOSSIBLE, Cause.CANNOT_GO_ON, message=WHY), {}, live=live) == sentence
