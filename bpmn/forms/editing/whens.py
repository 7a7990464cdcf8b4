"""When a field is shown, must be answered, or can only be read: always, never, by rows, or by an expression."""

import copy
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bpmn.forms.editing.components import Json
from bpmn.forms.editing.condition_reader import read, read_hidden
from bpmn.forms.editing.conditions import ORDERED, Condition, Question, Row, Variable, write, write_hidden
from bpmn.forms.editing.given import Given, Problems, at, one, put, several
from bpmn.forms.editing.known import Known
from bpmn.messages import lazy_gettext


class How(StrEnum):
    """How it is said when something holds."""

    NEVER = "never"
    ALWAYS = "always"
    ROWS = "rows"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class When:
    """Something that holds at times: `name` begins the names of its inputs. `hides`: the JSON says when it does not
    hold."""

    name: str
    path: tuple[str, ...]
    hides: bool = False

    @property
    def ways(self) -> tuple[How, ...]:
        """How it may be said."""
        return (How.ALWAYS, How.ROWS, How.TEXT) if self.hides else tuple(How)


SHOWN = When("shown", ("conditional", "hide"), hides=True)
REQUIRED = When("required", ("validate", "required"))
LOCKED = When("locked", ("readonly",))


@dataclass(frozen=True, slots=True)
class Said:
    """When something holds, as a page has it: `rows` are the key of a row's choice and what is typed beside it; `text`
    is the expression without its sign."""

    how: How
    every: bool = True
    rows: tuple[tuple[str, str], ...] = ()
    text: str = ""


def said_of(component: Json, when: When, known: dict[str, Known]) -> Said:
    """How a component says when something holds."""
    value = at(component, when.path)
    if isinstance(value, str) and value:
        return said_in(value, known, hides=when.hides)
    if when.hides:
        return Said(How.ALWAYS)
    return Said(How.ALWAYS if value is True else How.NEVER)


def said_in(expression: str, known: dict[str, Known], *, hides: bool = False) -> Said:
    """What an expression says, in rows where they say the same of fields that are known."""
    text = expression.removeprefix("=").strip()
    condition = read_hidden(expression) if hides else read(expression)
    if condition is None or not all(_is_known(row, known) for row in condition.rows):
        return Said(How.TEXT, text=text)
    return Said(How.ROWS, condition.every, tuple(_texts(row, known) for row in condition.rows), text)


def given_in(given: Given, name: str) -> Said:
    """What a page sent about when something holds."""
    keys, values = several(given, f"{name}-row"), several(given, f"{name}-value")
    values += [""] * (len(keys) - len(values))
    rows = tuple((key, value) for key, value in zip(keys, values, strict=False) if key)
    how = one(given, f"{name}-how")
    return Said(
        How(how) if how in tuple(How) else How.ROWS,
        one(given, f"{name}-every") != "any",
        rows,
        one(given, f"{name}-text").removeprefix("=").strip(),
    )


def apply(component: Json, when: When, given: Given, known: dict[str, Known], problems: Problems) -> Json:
    """A component with what a page sent about `when`; what is as it was leaves the JSON as it is."""
    if f"{when.name}-how" not in given:
        return component
    sent, now = given_in(given, when.name), said_of(component, when, known)
    if _same(sent, now):
        return component
    changed = copy.deepcopy(component)
    if sent.how is How.NEVER or (sent.how is How.ALWAYS and when.hides):
        put(changed, when.path, None)
    elif sent.how is How.ALWAYS:
        put(changed, when.path, True)
    else:
        expression = expression_of(sent, when.name, known, problems, hides=when.hides)
        if expression is not None:
            put(changed, when.path, expression)
    return changed


def expression_of(
    sent: Said, name: str, known: dict[str, Known], problems: Problems, *, hides: bool = False
) -> str | None:
    """The expression of what was sent; None, with what is wrong noted under `name`, where it cannot be one."""
    if sent.how is How.TEXT:
        if not sent.text:
            problems.tell(name, lazy_gettext("Write the expression, or choose another way."))
            return None
        return f"={sent.text}"
    rows = [row for key, typed in sent.rows if (row := row_of(key, typed, name, known, problems)) is not None]
    if not rows:
        problems.tell(name, lazy_gettext("Choose at least one condition, or another way."))
    if name in problems.found:
        return None
    kinds = {each.name: each.kind.json for each in known.values()}
    condition = Condition(tuple(rows), sent.every)
    return write_hidden(condition, kinds) if hides else write(condition, kinds)


def key_of(field: str, test: Question, value: object = None, *, typed: bool = False) -> str:
    """The key of a choice of a row: of a test that asks for no value, for that value, or for one that is typed."""
    if typed or test in (Question.FILLED, Question.EMPTY, Question.WORKING):
        return json.dumps([field, test.value], ensure_ascii=False)
    held = {"of": value.name} if isinstance(value, Variable) else value
    return json.dumps([field, test.value, held], ensure_ascii=False)


def row_of(key: str, typed: str, name: str, known: dict[str, Known], problems: Problems) -> Row | None:
    """The row of a choice and of what is typed beside it."""
    try:
        field, test, *rest = json.loads(key)
        row_test = Question(test)
        about = known[field]
    except (ValueError, KeyError, TypeError):
        problems.tell(name, lazy_gettext("Choose a condition of the list: what it asked is not there any more."))
        return None
    if row_test in (Question.FILLED, Question.EMPTY, Question.WORKING):
        return Row(field, row_test)
    if rest:
        value = rest[0]
        return Row(field, row_test, Variable(str(value.get("of"))) if isinstance(value, dict) else value)
    value = _typed(typed, about)
    if value is None:
        problems.tell(name, lazy_gettext("{field}: write with what it is compared.", field=about.label))
        return None
    return Row(field, row_test, value)


def _typed(text: str, known: Known) -> object:
    """What somebody typed as a value of a field's kind; None where it is none."""
    match known.kind.name:
        case "number":
            plain = text.replace(",", "").replace("$", "").strip()
            try:
                return int(plain) if plain.lstrip("-").isdecimal() else float(plain)
            except ValueError:
                return None
        case "date":
            return _date(text)
    return text or None


def _date(text: str) -> str | None:
    """A date as people write it, 31/3/2026, or as the data have it; a time as it is."""
    parts = text.replace("-", "/").split("/")
    try:
        if len(parts) == 3:
            numbers = [int(each) for each in parts]
            year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
            return date(year, month, day).isoformat()
    except ValueError:
        return None
    return text or None


def _texts(row: Row, known: dict[str, Known]) -> tuple[str, str]:
    """The key of the choice that a row is, and what is typed beside it."""
    about = known[row.field]
    listed = about.kind.values is not None and row.value in about.kind.values
    fixed = isinstance(row.value, Variable) or (
        listed and row.test in (Question.IS, Question.IS_NOT, Question.HAS, Question.HAS_NOT)
    )
    if fixed or row.test in (Question.FILLED, Question.EMPTY, Question.WORKING):
        return key_of(row.field, row.test, row.value), ""
    return key_of(row.field, row.test, typed=True), str(row.value)


def _is_known(row: Row, known: dict[str, Known]) -> bool:
    """Whether the choices of a page have the row."""
    if row.field not in known or (isinstance(row.value, Variable) and row.value.name not in known):
        return False
    return row.test in tests_of(known[row.field]) and (
        not isinstance(row.value, bool) or row.value in (known[row.field].kind.values or ())
    )


def tests_of(known: Known) -> tuple[Question, ...]:
    """What can be asked of a field, by its kind."""
    same, about = (Question.IS, Question.IS_NOT), (Question.FILLED, Question.EMPTY)
    match known.kind.name:
        case "list":
            return (Question.HAS, Question.HAS_NOT, *about) if known.kind.values else about
        case "number":
            return (*ORDERED, *same, *about)
        case "date":
            return (*ORDERED, *same, Question.WORKING, *about)
        case "object":
            return about
    return (*same, *about)


def _same(sent: Said, now: Said) -> bool:
    if sent.how is not now.how:
        return False
    if sent.how is How.ROWS:
        return sent.rows == now.rows and (sent.every == now.every or len(now.rows) == 1)
    return sent.how is not How.TEXT or sent.text == now.text
