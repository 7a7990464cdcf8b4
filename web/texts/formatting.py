"""Values and moments as people read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_decimal

from bpmn.forms.data import MISSING, at, same
from bpmn.forms.feel import Scope
from bpmn.forms.kinds import Choice, Component, Computed, Container, Datetime, Field, Number, Option
from bpmn.hidden import is_withheld
from bpmn.messages import lazy_ngettext
from engine.calendar.office import OfficeCalendar
from web.i18n import Translator
from web.texts.moments import written

LOCALES = {"es": Locale("es", "MX"), "en": Locale("en", "US")}
OF_ONE = {"años": "año", "meses": "mes", "semanas": "semana", "días": "día", "horas": "hora", "minutos": "minuto"}
"""What the units that authors of forms write after a number are called of one."""
IN_FULL = {"es": "EEEE d 'de' MMMM 'de' y, HH:mm", "en": "EEEE, MMMM d, y, HH:mm"}


SOON = 14
"""What is due so many days from now is not soon, however many of them are holidays."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value ready to be read: lines of text, or files, or rows of further values."""

    label: str
    lines: tuple[str, ...] = ()
    files: tuple[Mapping[str, object], ...] = ()
    rows: tuple[tuple["Shown", ...], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.lines or self.files or self.rows)


@dataclass(frozen=True, slots=True)
class Due:
    """When work is due, in words; `level` is ``overdue``, ``soon`` (today, or before the next working day ends) or
    ``later``."""

    level: str
    words: str


@dataclass(frozen=True)
class Presenter:
    """Shows values in one language and time zone. `office` gives the calendar of the office: asked only where working
    days are counted; without one the law alone counts."""

    gettext: Translator
    zone: ZoneInfo
    office: Callable[[], OfficeCalendar] | None = field(default=None, compare=False)

    @property
    def _locale(self) -> Locale:
        return LOCALES[self.gettext.locale]

    def moment(self, moment: datetime) -> str:
        """A moment to the minute, e.g. ``9 mar 2026, 18:00``."""
        return written(moment.astimezone(self.zone), "d MMM y, HH:mm", self._locale)

    def time(self, moment: datetime) -> str:
        """The time of day, e.g. ``12:04``."""
        return written(moment.astimezone(self.zone), "HH:mm", self._locale)

    def lately(self, moment: datetime, now: datetime) -> str:
        """A moment not long ago, seen from `now`: ``hoy 12:04``, ``ayer 17:10``, ``jue 26 nov, 09:00``."""
        local = moment.astimezone(self.zone)
        return self._day(local, (local.date() - now.astimezone(self.zone).date()).days, self.time(moment))

    def day(self, text: str) -> str:
        """A date in ISO 8601 as people write it, e.g. ``8 ago 2020``; as it is where it is none."""
        try:
            return written(date.fromisoformat(text), "d MMM y", self._locale)
        except ValueError:
            return text

    def weekday(self, day: date) -> str:
        """A date with its day of the week, e.g. ``jue 24 dic 2026``."""
        return written(day, "EEE d MMM y", self._locale)

    def month(self, day: date) -> str:
        """The month of a day, e.g. ``diciembre de 2026``."""
        return written(day, {"es": "MMMM 'de' y"}.get(self.gettext.locale, "MMMM y"), self._locale)

    def day_name(self, day: date) -> str:
        """The day of the week, e.g. ``jueves``."""
        return written(day, "EEEE", self._locale)

    def exact(self, moment: datetime, *, seconds: bool = False) -> str:
        """A moment in full, e.g. ``lunes 28 de septiembre de 2026, 18:00``; for proof, to the second."""
        pattern = IN_FULL[self.gettext.locale] + (":ss" if seconds else "")
        return written(moment.astimezone(self.zone), pattern, self._locale)

    def due(self, due_at: datetime, now: datetime) -> Due:
        """When work that is due at `due_at` must be done, seen from `now`."""
        local = due_at.astimezone(self.zone)
        when = written(local, "HH:mm", self._locale)
        days = (local.date() - now.astimezone(self.zone).date()).days
        today = now.astimezone(self.zone).date()
        if due_at < now:
            late = self.working_days(local.date(), today) if days < 0 else 0
            if late:
                counted = lazy_ngettext("{n} working day late", "{n} working days late", late)
                return Due("overdue", self.gettext.render(counted))
            return Due("overdue", self.gettext("overdue since {when}", when=self._day(local, days, when)))
        soon = days <= 1 or (days <= SOON and self.working_days(today, local.date()) <= 1)
        return Due("soon" if soon else "later", self.gettext("due {when}", when=self._day(local, days, when)))

    def working_days(self, after: date, until: date) -> int:
        """How many days the office works on after a day, until another, which counts."""
        office = OfficeCalendar(self.zone.key) if self.office is None else self.office()
        return office.working_days(after, until)

    def _day(self, local: datetime, days: int, when: str) -> str:
        match days:
            case -1:
                return self.gettext("yesterday {time}", time=when)
            case 0:
                return self.gettext("today {time}", time=when)
            case 1:
                return self.gettext("tomorrow {time}", time=when)
        # The year only where it could be another than the reader thinks of.
        return written(local, "EEE d MMM, HH:mm" if abs(days) < 180 else "d MMM y, HH:mm", self._locale)

    def size(self, size: int) -> str:
        """The size of a file, e.g. ``1.2 MB``."""
        for unit, bytes_ in (("MB", 1_000_000), ("kB", 1_000)):
            if size >= bytes_:
                return f"{format_decimal(size / bytes_, '#,##0.#', locale=self._locale)} {unit}"
        return f"{size} B"

    def number(self, value: object, digits: int | None = None) -> str:
        """A number with separators; at least `digits` decimals, and never fewer than it has."""
        pattern = f"#,##0.{'0' * digits}{'#' * 12}" if digits else "#,##0.############"
        try:
            return str(format_decimal(Decimal(str(value)), pattern, locale=self._locale))
        except InvalidOperation:  # it is none, or has more digits than a number of ours may have
            return str(value)

    def value(self, component: Component | None, value: object, label: str = "", scope: Scope | None = None) -> Shown:
        """A value of `component` (None: of nobody knows what) under its label. `scope` is what the form's expressions
        see, where that is known: a number's unit may depend on it."""
        label = component.label if component is not None and component.label else label
        if value is None or value == "" or value == [] or value == {}:
            return Shown(label)
        if is_withheld(value):
            return Shown(label, (self.gettext("Confidential"),))
        if isinstance(value, list) and all(_is_file(item) for item in value):
            return Shown(label, files=tuple(value))
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return Shown(label, rows=tuple(self._row(component, item) for item in value))
        if isinstance(value, Mapping):
            return Shown(label, rows=(self._row(component, value),))
        items = value if isinstance(value, list) else [value]
        return Shown(label, tuple(self._words(component, item, scope) for item in items))

    def _row(self, component: Component | None, row: Mapping[str, object]) -> tuple[Shown, ...]:
        if not isinstance(component, Container):
            return tuple(self.value(None, value, name) for name, value in row.items())
        shown: list[Shown] = []
        for inner in component.components:
            if isinstance(inner, Container) and not inner.path:
                shown += self._row(inner, row)
            elif isinstance(inner, Field | Container):
                value = at(row, inner.path)
                shown.append(self.value(inner, None if value is MISSING else value))
        return tuple(each for each in shown if not each.blank)

    def _words(self, component: Component | None, value: object, scope: Scope | None = None) -> str:
        if value is None:  # in a list
            return "—"
        if isinstance(component, Choice) and component.values is not None:
            return option_label(component.values, value)
        if isinstance(value, bool):
            return self.gettext("Yes") if value else self.gettext("No")
        if isinstance(component, Datetime):
            return self._date(component, str(value))
        if isinstance(component, Number | Computed) and isinstance(value, int | float | str):
            return self._amount(component, value, scope)
        return self.number(value) if isinstance(value, int | float) else str(value)

    def _amount(self, field: Number | Computed, value: object, scope: Scope | None) -> str:
        """A number with its unit: money with its cents, anything else without decimals that it does not have."""
        before, after = field.unit
        if field.unit_after is not None and scope is not None:
            after = str(scope.evaluate(field.unit_after) or "")
        number = self.number(value, field.decimal_digits if before else None)
        if not any(char.isdigit() for char in number):  # what stands there is no number
            return number
        after = OF_ONE.get(after, after) if number == "1" else after
        sign = "-" if number.startswith("-") else ""
        return f"{sign}{before}{number.removeprefix('-')} {after}".rstrip()

    def _date(self, field: Datetime, text: str) -> str:
        try:
            if field.subtype == "date":
                return self.weekday(date.fromisoformat(text))
            if field.subtype == "time":
                return f"{time.fromisoformat(text):%H:%M}"
            return self.moment(_aware(datetime.fromisoformat(text), self.zone))
        except ValueError:
            return text


def option_label(options: Sequence[Option], value: object) -> str:
    """The label of the option that has `value`; the value itself where none has."""
    return next((option.label for option in options if same(option.value, value)), str(value))


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _is_file(value: object) -> bool:
    return isinstance(value, Mapping) and {"name", "sha256", "size"} <= value.keys()
