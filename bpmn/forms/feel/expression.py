"""The part of FEEL (DMN 1.3, clause 10.3) that forms use to hide, lock and require fields: a bounded subset.

``= estado = "ganada" and monto > 1000``, ``not(a)``, ``x in ("a", "b")``, ``list contains(areas, "soc_noc")``,
``count(l)``, ``cliente.nombre``, ``if a then b else c``, ``+ - * /``, lists. A variable that is missing is null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.expressions.errors import EvaluationError
from bpmn.forms.feel import values
from bpmn.forms.feel.environment import Environment
from bpmn.forms.feel.parser import Code, FeelRun, Parser
from bpmn.forms.feel.tokens import FeelError, short, tokenise
from bpmn.messages import lazy_gettext

__all__ = ["Feel", "FeelError", "parse"]

MAX_TEXT = 2_000
"""Characters of an expression."""
MAX_EFFORT = 200_000
"""Units of size (see `bpmn.expressions.bounds`) that one evaluation may touch; a form has many conditions."""


@dataclass(frozen=True, slots=True)
class Feel:
    """An expression. `paths` are the chains of names it reads, such as ``("cliente", "nombre")``."""

    text: str
    paths: frozenset[tuple[str, ...]] = field(compare=False)
    _code: Code = field(repr=False, compare=False)
    _negated: Code | None = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads."""
        return frozenset(path[0] for path in self.paths)

    def evaluate(self, data: Mapping[str, object], environment: Environment | None = None) -> object:
        """Its value; None (null) also for what fails or passes a bound, as form-js has it. Raises nothing."""
        try:
            return self._code(FeelRun(data, MAX_EFFORT, environment))
        except (EvaluationError, values.Unsupported, RecursionError):
            return None

    def holds(self, data: Mapping[str, object], environment: Environment | None = None) -> bool:
        """Whether it holds as form-js tests ``conditional.hide`` and ``readonly``: as a unary test, so that null holds.

        ``not(…)`` around the whole is there the negation of the test, so that of a null it does not hold. What fails
        or passes a bound does not hold. Raises nothing.
        """
        run = FeelRun(data, MAX_EFFORT, environment)
        try:
            if self._negated is not None:
                return not values.passes(self._negated(run))
            return values.passes(self._code(run))
        except (EvaluationError, values.Unsupported, RecursionError):
            return False


@lru_cache(maxsize=1024)
def parse(text: str) -> Feel:
    """Read an expression as a form writes it, with its leading ``=``. Raises FeelError."""
    if not text.startswith("="):
        raise FeelError(lazy_gettext("“{text}” is no expression; an expression begins with =", text=short(text)))
    if len(text) > MAX_TEXT:
        raise FeelError(lazy_gettext("The expression is too long; it may have {limit} characters.", limit=MAX_TEXT))
    parser = Parser(text, tokenise(text))
    code = parser.expression()
    if parser.token.kind != "end":
        raise parser.failure()
    return Feel(text, frozenset(parser.paths), code, parser.negated)
