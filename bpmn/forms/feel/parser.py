"""FEEL tokens → the closures that evaluate them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from bpmn.forms.feel import results, temporal, values
from bpmn.forms.feel.closures import (
    NO_ITEM,
    calculate,
    compared,
    following,
    frames,
    in_tests,
    item_at,
    item_frame,
    range_of,
)
from bpmn.forms.feel.functions import FUNCTIONS
from bpmn.forms.feel.results import Judge
from bpmn.forms.feel.run import Code, FeelRun
from bpmn.forms.feel.token_stream import TokenStream
from bpmn.forms.feel.tokens import FeelError, Token, short, string
from bpmn.forms.feel.values import Range
from bpmn.messages import lazy_gettext

MAX_NESTING = 30
"""How deep parentheses, lists and conditions may nest."""
MAX_WORDS = max(len(name.split()) for name in FUNCTIONS)

_LITERALS = {"true": True, "false": False, "null": None}
_RESERVED = frozenset(
    (
        *("and", "or", "not", "if", "then", "else", "in", "between", "for", "return", "some", "every"),
        *("satisfies", "function", "instance", "of"),
    )
)
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "in", "between")
_ENDS = frozenset((")", "]", ",", "and", "or", "then", "else", "satisfies", "return"))
_MIRRORED = {"<": "high", "<=": "high", ">": "low", ">=": "low"}


class Chain(NamedTuple):
    """Names at dots, as they stand in the text; `bound` where the first is one that the text itself binds."""

    tokens: tuple[Token, ...]
    bound: bool
    in_filter: bool


class Parser(TokenStream):
    """Recursive descent, one method per level of precedence; chains are loops, so only nesting uses the stack.

    `paths` are the chains of names that are read, `perhaps` those within a filter, where they may be of its items;
    `chains` are all of them with their places.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.depth = 0
        self.paths: set[tuple[str, ...]] = set()
        self.perhaps: set[tuple[str, ...]] = set()
        self.chains: list[Chain] = []
        self.bound: list[str] = []
        self.filters = 0
        self.judges: dict[Code, Judge] = {}

    def whole(self) -> Code:
        """All of the text as one expression. Raises FeelError."""
        code = self.expression()
        if self.token.kind != "end":
            raise self.failure()
        return code

    def judge(self, code: Code) -> Judge:
        """What is known of what `code` gives."""
        return self.judges.get(code, lambda of: results.ANY)

    def _judged(self, code: Code, judge: Judge) -> Code:
        self.judges[code] = judge
        return code

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
        code = self._sum()
        while sign := self.take(*_COMPARISONS):
            if sign == "in":
                code = self._judged(in_tests(code, self._tests()), lambda of: results.TRUTH)
            elif sign == "between":
                low = self._sum()
                self.expect("and")
                within = in_tests(code, [range_of(low, self._sum(), True, True)])
                code = self._judged(within, lambda of: results.TRUTH)
            else:
                left, right = code, self._sum()
                judge = results.compared(self.judge(left), self.judge(right))
                code = self._judged(compared(left, sign, right), judge)
        return code

    def _sum(self) -> Code:
        return self._chain(self._product, ("+", "-"), calculate)

    def _product(self) -> Code:
        return self._chain(self._power, ("*", "/"), calculate)

    def _power(self) -> Code:
        return self._chain(self._signed, ("**",), calculate)

    def _chain(
        self, operand: Callable[[], Code], signs: tuple[str, ...], apply: Callable[[FeelRun, Any, str, Any], Any]
    ) -> Code:
        first = operand()
        rest: list[tuple[str, Code]] = []
        while sign := self.take(*signs):
            rest.append((sign, operand()))
        if not rest:
            return first

        def chain(run: FeelRun) -> Any:
            left = first(run)
            for sign, code in rest:
                left = apply(run, left, sign, code(run))
            return left

        judges = [self.judge(each) for each in (first, *(code for _, code in rest))]
        return self._judged(chain, results.chain(judges, [sign for sign, _ in rest]))

    def _tests(self) -> list[Code]:
        """What follows ``in``: one test, or several in parentheses."""
        if not self.take("("):
            return [self._test()]
        first = self._test()
        if self.take(".."):
            return [self._range_to(first, holds_low=False)]
        tests = [first]
        while self.take(","):
            tests.append(self._test())
        self.expect(")")
        return tests

    def _test(self) -> Code:
        sign = self.take("<", "<=", ">", ">=")
        if sign is None:
            return self._sum()
        end, held, unbounded = self._sum(), "=" in sign, _MIRRORED[sign]
        if unbounded == "high":  # < and <= have no lower end
            return lambda run: Range(None, end(run), False, held, "low")
        return lambda run: Range(end(run), None, held, False, "high")

    def _range_to(self, low: Code, holds_low: bool) -> Code:
        """The range that begins at `low`, from after its dots."""
        high = self._sum()
        return range_of(low, high, holds_low, self.expect(")", "]", "[") == "]")

    def _listed(self, end: str) -> list[Code]:
        """Expressions separated by commas, up to and past `end`."""
        codes: list[Code] = []
        while not self.take(end):
            if codes:
                self.expect(",")
            codes.append(self.expression())
        return codes

    def _signed(self) -> Code:
        signs = 0
        while self.take("-"):
            signs += 1
        operand = self._path()
        if signs == 0:
            return operand
        judge = results.negative(self.judge(operand))
        if signs % 2:
            return self._judged(lambda run: values.negative(operand(run)), judge)
        return self._judged(lambda run: values.negative(values.negative(operand(run))), judge)

    def _path(self) -> Code:
        token = self.token
        start = self.at
        code = self._primary()
        is_name = self.at == start + 1 and token.kind == "name" and token.text not in _LITERALS
        names = [token]
        chained = True
        while sign := self._postfix():
            if sign == "[":
                self._read(names, is_name and chained)
                chained = False
                code = self._filter(code)
                continue
            if self.token.kind != "name":
                raise self.failure()
            code = following(code, self.token.text)
            if chained:
                names.append(self.token)
            self.at += 1
        self._read(names, is_name and chained)
        if is_name and token.text not in self.bound and self.at > start + 1:
            self.judges[code] = lambda of: results.JSON  # within a value of the data
        return code

    def _postfix(self) -> str | None:
        """The dot or bracket of what follows a value; the bracket that ends a range ``[1..5[`` begins nothing."""
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.next_is("[") and (after.kind == "end" or after.text in _ENDS):
            return None
        return self.take(".", "[")

    def _read(self, names: list[Token], is_variable: bool) -> None:
        """Note a chain of names that begins with a variable."""
        if not is_variable:
            return
        bound = names[0].text in self.bound
        self.chains.append(Chain(tuple(names), bound, self.filters > 0))
        if not bound:
            (self.perhaps if self.filters else self.paths).add(tuple(name.text for name in names))

    def _filter(self, code: Code) -> Code:
        """What follows the bracket of ``list[…]``: the number of an item, or a condition on each."""
        start = self.at
        self.filters += 1
        self.bound.append("item")
        condition = self.expression()
        self.bound.pop()
        self.filters -= 1
        self.expect("]")
        cost = self.at - start

        def select(run: FeelRun) -> Any:
            value = code(run)
            items = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
            found: list[object] = []
            outer = run.frames
            try:
                for item in items or NO_ITEM:
                    run.spend(cost)
                    run.frames = (*outer, item_frame(item))
                    outcome = condition(run)
                    if values.kind(outcome) == "number":
                        return item_at(items, outcome)
                    if outcome is True and items:
                        found.append(item)
            finally:
                run.frames = outer
            return found

        return select

    def _primary(self) -> Code:
        token = self.token
        if token.kind == "end":
            raise self.failure()
        self.at += 1
        if token.kind == "number":
            number = Decimal(token.text) if "." in token.text else int(token.text)
            return self._judged(lambda _: number, results.always("number"))
        if token.kind == "string":
            literal = string(token.text)
            return self._judged(lambda _: literal, results.always("text"))
        if token.kind == "name":
            return self._named(token)
        if token.text == "@":
            return self._literal()
        if token.text == "(":
            code = self.expression()
            if self.take(".."):
                return self._range_to(code, holds_low=False)
            self.expect(")")
            return code
        if token.text == "[":
            return self._list()
        if token.text == "]":
            low = self._sum()
            self.expect("..")
            return self._range_to(low, holds_low=False)
        self.at -= 1
        raise self.failure()

    def _list(self) -> Code:
        """What follows the bracket of a list or of a range."""
        if self.take("]"):
            return self._judged(lambda _: [], results.always("items"))
        items = [self.expression()]
        if self.take(".."):
            return self._range_to(items[0], holds_low=True)
        while not self.take("]"):
            self.expect(",")
            items.append(self.expression())
        return self._judged(lambda run: [item(run) for item in items], results.always("items"))

    def _literal(self) -> Code:
        """The date, time or duration in the text after an @."""
        if self.token.kind == "string":
            text = string(self.token.text)
            readers = (temporal.read_date, temporal.read_moment, temporal.read_time, temporal.read_duration)
            found = next((value for read in readers if (value := read(text)) is not None), None)
            if found is not None:
                self.at += 1
                return self._judged(lambda _: found, results.always("temporal"))
        raise self.failure()

    def _named(self, token: Token) -> Code:
        name = token.text
        if name in _LITERALS:
            literal = _LITERALS[name]
            return self._judged(lambda _: literal, results.always("null" if literal is None else "boolean"))
        if name == "if":
            return self._conditional()
        if name in ("some", "every", "for"):
            return self._loop(name)
        function = self._function_name()
        if function is not None:
            return self._call(function)
        if name in _RESERVED:
            self.at -= 1
            raise self.failure()
        if self.next_is("("):
            raise FeelError(
                lazy_gettext(
                    "“{name}” is not a function that a form may call; there are: {known}.",
                    name=name,
                    known=", ".join(sorted(FUNCTIONS)),
                )
            )
        if self.filters or name in self.bound:
            return lambda run: run.lookup(name)
        return self._judged(lambda run: run.variables.get(name), lambda of: of(name))

    def _conditional(self) -> Code:
        test = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        otherwise = self.expression()
        judge = results.conditional(self.judge(then), self.judge(otherwise))
        return self._judged(lambda run: then(run) if test(run) is True else otherwise(run), judge)

    def _loop(self, kind: str) -> Code:
        """``for x in list return …``, ``some x in list satisfies …``, ``every …``; several lists one within another."""
        names: list[str] = []
        lists: list[Code] = []
        while True:
            if self.token.kind != "name" or self.token.text in _RESERVED:
                raise self.failure()
            names.append(self.token.text)
            self.at += 1
            self.expect("in")
            lists.append(self._iterated())
            self.bound.append(names[-1])
            if not self.take(","):
                break
        self.expect("return" if kind == "for" else "satisfies")
        start = self.at
        body = self.expression()
        del self.bound[-len(names) :]
        cost = 1 + self.at - start

        def outcomes(run: FeelRun) -> Iterator[object]:
            outer = run.frames
            try:
                for frame in frames(run, names, lists):
                    run.spend(cost)
                    run.frames = (*outer, frame)
                    yield body(run)
            finally:
                run.frames = outer

        if kind == "for":
            return self._judged(lambda run: list(outcomes(run)), results.always("items"))
        decides = kind == "some"

        def quantified(run: FeelRun) -> bool | None:
            found: bool | None = not decides
            for outcome in outcomes(run):
                if outcome is decides:
                    return decides
                if outcome is not (not decides):
                    found = None
            return found

        return self._judged(quantified, lambda of: results.TRUTH)

    def _iterated(self) -> Code:
        """The list that a loop goes over, or the whole numbers ``1..n``."""
        low = self.expression()
        if not self.take(".."):
            return low
        high = self.expression()

        def numbers(run: FeelRun) -> Any:
            first, last = low(run), high(run)
            if values.kind(first) != "number" or values.kind(last) != "number":
                return None
            run.spend(abs(int(last) - int(first)))
            step = 1 if last >= first else -1
            return list(range(int(first), int(last) + step, step))

        return numbers

    def _function_name(self) -> str | None:
        """The function whose name stands here before a parenthesis, its words passed over; None where there is none."""
        for count in range(MAX_WORDS, 0, -1):
            words = self.tokens[self.at - 1 : self.at - 1 + count]
            name = " ".join(word.text for word in words)
            after = self.tokens[min(self.at - 1 + count, len(self.tokens) - 1)]
            if name in FUNCTIONS and after.text == "(" and after.kind == "sign":
                self.at += count - 1
                return name
        return None

    def _call(self, name: str) -> Code:
        self.expect("(")
        arguments = self._listed(")")
        call, least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            counts = str(least) if least == most else f"{least}–{most}"
            message = lazy_gettext("The function “{name}” takes {counts} values.", name=name, counts=counts)
            raise FeelError(message)

        def called(run: FeelRun) -> Any:
            given = [argument(run) for argument in arguments]
            for value in given:
                run.touch(value)
            result = call(run, *given)
            run.touch(result)
            return result

        return self._judged(called, results.called(name, [self.judge(each) for each in arguments]))
