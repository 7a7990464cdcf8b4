"""FEEL tokens → the closures that evaluate them."""

from collections.abc import Callable, Mapping
from typing import Any

from bpmn.expressions.bounds import Run
from bpmn.forms.feel import values
from bpmn.forms.feel.environment import Environment
from bpmn.forms.feel.tokens import FeelError, Token, short, string, unreadable
from bpmn.messages import lazy_gettext


class FeelRun(Run):
    """One evaluation of an expression, in the `environment` of a form (None: none is known)."""

    __slots__ = ("environment",)

    def __init__(self, variables: Mapping[str, object], effort: int, environment: Environment | None) -> None:
        super().__init__(variables, effort)
        self.environment = environment


Code = Callable[[FeelRun], Any]
MAX_NESTING = 30
"""How deep parentheses, lists and conditions may nest."""

_LITERALS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    (
        *("and", "or", "not", "if", "then", "else", "in", "between", "for", "return", "some", "every"),
        *("satisfies", "function", "instance", "of"),
    )
)
_OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/")
_FUNCTIONS: dict[str, tuple[int, Callable[..., object]]] = {
    "not": (1, values.negation),
    "count": (1, values.count),
    "sum": (1, values.total),
    "list contains": (2, values.list_contains),
}


class Parser:
    """Recursive descent, one method per level of precedence; chains are loops, so only nesting uses the stack."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.paths: set[tuple[str, ...]] = set()
        self.negated: Code | None = None

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def failure(self) -> FeelError:
        return unreadable(self.text, self.token.start)

    def next_is(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "name") and self.token.text in texts

    def take(self, *texts: str) -> str | None:
        """The next token's text, passed over, if it is one of `texts`."""
        if not self.next_is(*texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.failure()

    def expression(self) -> Code:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise FeelError(lazy_gettext("The expression “{text}” is nested too deeply.", text=short(self.text)))
        code = self._chain(self._conjunction, ("or",), lambda run, left, _, right: values.disjunction(left, right))
        self.depth -= 1
        return code

    def _conjunction(self) -> Code:
        return self._chain(self._comparison, ("and",), lambda run, left, _, right: values.conjunction(left, right))

    def _comparison(self) -> Code:
        return self._chain(self._sum, ("=", "!=", "<", "<=", ">", ">=", "in"), _compare)

    def _sum(self) -> Code:
        return self._chain(self._product, ("+", "-"), _calculate)

    def _product(self) -> Code:
        return self._chain(self._signed, ("*", "/"), _calculate)

    def _chain(
        self, operand: Callable[[], Code], signs: tuple[str, ...], apply: Callable[[FeelRun, Any, str, Any], Any]
    ) -> Code:
        first = operand()
        rest: list[tuple[str, Code]] = []
        while sign := self.take(*signs):
            rest.append((sign, self._tests() if sign == "in" else operand()))
        if not rest:
            return first

        def chain(run: FeelRun) -> Any:
            left = first(run)
            for sign, code in rest:
                left = apply(run, left, sign, code(run))
            return left

        return chain

    def _tests(self) -> Code:
        """What follows ``in``: one value, or several in parentheses."""
        if not self.take("("):
            return self._single_test(self._sum())
        tests = self._listed(")")
        if not tests:
            raise self.failure()
        return self._single_test(tests[0]) if len(tests) == 1 else lambda run: [test(run) for test in tests]

    def _single_test(self, test: Code) -> Code:
        """`feelin` takes ``a in ("x") and b`` for ``a in (("x") and b)``: it must be put in parentheses."""
        if self.next_is(*_OPERATORS):
            raise FeelError(
                lazy_gettext(
                    "In “{text}”, put parentheses around what ends in “in …” before “{near}”.",
                    text=short(self.text),
                    near=self.token.text,
                )
            )
        return test

    def _listed(self, end: str) -> list[Code]:
        """Expressions separated by commas, up to and past `end`."""
        codes: list[Code] = []
        while not self.take(end):
            if codes:
                self.expect(",")
            codes.append(self.expression())
        return codes

    def _signed(self) -> Code:
        if not self.take("-"):
            return self._path()
        if self.next_is("-"):
            raise self.failure()
        operand = self._path()
        return lambda run: values.arithmetic(0, "-", operand(run))

    def _path(self) -> Code:
        start = self.at
        code = self._primary()
        names = [self.tokens[start].text]
        is_variable = self.at == start + 1 and self.tokens[start].kind == "name" and names[0] not in _LITERALS
        while self.take("."):
            if self.token.kind != "name":
                raise self.failure()
            names.append(self.token.text)
            self.at += 1
        if is_variable:
            self.paths.add(tuple(names))
        if len(names) == 1:
            return code

        def path(run: FeelRun) -> Any:
            value = code(run)
            for name in names[1:]:
                if isinstance(value, (list, tuple)):
                    run.spend(len(value))
                value = values.follow(value, name)
            return value

        return path

    def _primary(self) -> Code:
        token = self.token
        if token.kind == "end":
            raise self.failure()
        self.at += 1
        if token.kind == "number":
            number = float(token.text) if "." in token.text else int(token.text)
            return lambda _: number
        if token.kind == "string":
            literal = string(token.text)
            return lambda _: literal
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            code = self.expression()
            self.expect(")")
            return code
        if token.text == "[":
            items = self._listed("]")
            return lambda run: [item(run) for item in items]
        self.at -= 1
        raise self.failure()

    def _named(self, token: Token) -> Code:
        name = token.text
        if name in _LITERALS:
            literal = _LITERALS[name]
            return lambda _: literal
        if name == "if":
            return self._conditional()
        if name == "list" and self.token.text == "contains":
            self.at += 1
            name = "list contains"
        if self.next_is("("):
            return self._call(name)
        if name in _RESERVED or name == "list contains":
            self.at -= 1
            raise self.failure()
        return lambda run: run.variables.get(name)

    def _conditional(self) -> Code:
        test = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        otherwise = self.expression()

        def decide(run: FeelRun) -> Any:
            outcome = test(run)
            return otherwise(run) if outcome is False or outcome is None else then(run)

        return decide

    def _call(self, name: str) -> Code:
        whole = self.at == 1
        self.expect("(")
        arguments = self._listed(")")
        if name not in _FUNCTIONS or len(arguments) != _FUNCTIONS[name][0]:
            raise FeelError(
                lazy_gettext(
                    "“{name}” is not a function a form may call like that; there are not(x), count(list) and "
                    "list contains(list, x).",
                    name=name,
                )
            )
        function = _FUNCTIONS[name][1]
        if name == "not" and whole and self.token.kind == "end":
            self.negated = arguments[0]

        def call(run: FeelRun) -> Any:
            given = [argument(run) for argument in arguments]
            if name == "list contains":
                run.touch(given[0])
            return function(*given)

        return call


def _compare(run: FeelRun, left: Any, sign: str, right: Any) -> Any:
    if sign in ("=", "!=", "in"):
        run.touch(left)
        run.touch(right)
        if sign == "in":
            return values.within(left, right)
        equal = values.equals(left, right)
        return equal if sign == "=" else equal is not True
    if isinstance(left, (list, tuple)):  # its text is made
        run.touch(left)
    return values.order(left, sign, right)


def _calculate(run: FeelRun, left: Any, sign: str, right: Any) -> Any:
    result = values.arithmetic(left, sign, right)
    run.touch(result)
    return result
