"""FEEL (DMN 1.3, clause 10.3), as far as forms use it: to hide, lock, require, compute and check.

``=estado = "ganada" and monto > 1000``, ``=sum(renglones.importe) * 1.16``, ``=date(fin) - date(inicio)``,
``=fecha in [inicio..fin]``, ``=some r in renglones satisfies r.precio > 100``. docs/forms.md has all of it. A variable
that is missing is null; what cannot be worked out is null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.expressions.errors import EvaluationError
from bpmn.forms.feel.environment import Meter
from bpmn.forms.feel.parser import Parser
from bpmn.forms.feel.results import Judge
from bpmn.forms.feel.run import Code, FeelRun
from bpmn.forms.feel.tokens import FeelError, short, tokenise
from bpmn.forms.feel.values import to_json
from bpmn.messages import lazy_gettext

__all__ = ["Feel", "FeelError", "parse"]

MAX_TEXT = 2_000
"""Characters of an expression."""
MAX_EFFORT = 200_000
"""Units of effort (see `bpmn.expressions.bounds`) of one evaluation; a form has many, and a budget for all of them."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feel:
    """An expression. `paths` are the chains of names it reads, such as ``("cliente", "nombre")``; `perhaps` those in
    filters, where a name may be of an item of the list instead; `names` are the variables of both. `judge` says of
    which kind its value is, by what is known of the variables.
    """

    text: str
    paths: frozenset[Path] = field(compare=False)
    perhaps: frozenset[Path] = field(compare=False)
    names: frozenset[str] = field(compare=False)
    judge: Judge = field(repr=False, compare=False)
    _cost: int = field(repr=False, compare=False)
    _code: Code = field(repr=False, compare=False)

    def evaluate(self, data: Mapping[str, object], meter: Meter | None = None) -> object:
        """Its value as JSON; null also for what fails or takes more effort than there is. Raises nothing."""
        return self._run(data, meter, True)

    def holds(self, data: Mapping[str, object], meter: Meter | None = None) -> bool:
        """Whether it is true: what is null, for want of data, is not. Raises nothing."""
        return self._run(data, meter, False) is True

    def _run(self, data: Mapping[str, object], meter: Meter | None, whole: bool) -> object:
        if meter is None:
            meter = Meter(None)
        given = (MAX_EFFORT if meter.left > MAX_EFFORT else meter.left) - self._cost
        meter.left -= self._cost
        if given < 0:
            return None
        run = FeelRun(data, given, meter.environment)
        try:
            value = self._code(run)
            return to_json(run, value) if whole else value
        except (EvaluationError, RecursionError, ArithmeticError):
            return None
        finally:
            if run.effort < given:
                meter.left -= min(given - run.effort, given + 1)  # to ask for more than there is costs one more


@lru_cache(maxsize=1024)
def parse(text: str) -> Feel:
    """Read an expression as a form writes it, with its leading ``=``. Raises FeelError."""
    if not text.startswith("="):
        raise FeelError(lazy_gettext("“{text}” is no expression; an expression begins with =", text=short(text)))
    if len(text) > MAX_TEXT:
        raise FeelError(lazy_gettext("The expression is too long; it may have {limit} characters.", limit=MAX_TEXT))
    parser = Parser(text, tokenise(text))
    code = parser.whole()
    paths, perhaps = frozenset(parser.paths), frozenset(parser.perhaps)
    names = frozenset(path[0] for path in paths | perhaps)
    return Feel(text, paths, perhaps, names, parser.judge(code), 10 + 2 * len(parser.tokens), code)
