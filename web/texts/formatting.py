"""Values and moments as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from bpmn.forms.data import MISSING, at, same
from bpmn.forms.kinds import Choice, Component, Computed, Container, Datetime, Field, Number, Option
from web.i18n import Translator

LOCALES = {"es": Locale("es", "MX"), "en": Locale("en", "US")}
OF_ONE = {"años": "año", "meses": "mes", "semanas": "semana", "días": "día", "horas": "hora", "minutos": "minuto"}
"""What the units that authors of forms write after a number are called of one."""
IN_FULL = {"es": "EEEE d 'de' MMMM 'de' y, HH:mm", "en": "EEEE, MMMM d, y, HH:mm"}


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
    """When work is due, in words; `level` is ``overdue``, ``soon`` (today or tomorrow) or ``later``."""

    level: str
    words: str


@dataclass(frozen=True)
class Presenter:
    """Shows values in one language and time zone."""

    gettext: Translator
    zone: ZoneInfo

    @property
    def _locale(self) -> Locale:
        return LOCALES[self.gettext.locale]

    def moment(self, moment: datetime) -> str:
        """A moment to the minute, e.g. ``9 mar 2026, 18:00``."""
        return str(format_datetime(moment, "d MMM y, HH:mm", tzinfo=self.zone, locale=self._locale))

    def time(self, moment: datetime) -> str:
        """The time of day, e.g. ``12:04``."""
        return str(format_time(moment.astimezone(self.zone), "HH:mm", tzinfo=self.zone, locale=self._locale))

    def lately(self, moment: datetime, now: datetime) -> str:
        """A moment not long ago, seen from `now`: ``hoy 12:04``, ``ayer 17:10``, ``jue 26 nov, 09:00``."""
        local = moment.astimezone(self.zone)
        return self._day(local, (local.date() - now.astimezone(self.zone).date()).days, self.time(moment))

    def day(self, text: str) -> str:
        """A date in ISO 8601 as people write it, e.g. ``8 ago 2020``; as it is where it is none."""
        try:
            return str(format_date(date.fromisoformat(text), "d MMM y", locale=self._locale))
        except ValueError:
            return text

    def weekday(self, day: date) -> str:
        """A date with its day of the week, e.g. ``jue 24 dic 2026``."""
        return str(format_date(day, "EEE d MMM y", locale=self._locale))

    def exact(self, moment: datetime, *, seconds: bool = False) -> str:
        """A moment in full, e.g. ``lunes 28 de septiembre de 2026, 18:00``; for proof, to the second."""
        pattern = IN_FULL[self.gettext.locale]
        return str(format_datetime(moment, pattern + (":ss" if seconds else ""), tzinfo=self.zone, locale=self._locale))

    def due(self, due_at: datetime, now: datetime) -> Due:
        """When work that is due at `due_at` must be done, seen from `now`."""
        local = due_at.astimezone(self.zone)
        when = format_time(local, "HH:mm", tzinfo=self.zone, locale=self._locale)
        days = (local.date() - now.astimezone(self.zone).date()).days
        if due_at < now:
            return Due("overdue", self.gettext("overdue since {when}", when=self._day(local, days, when)))
        return Due("soon" if days <= 1 else "later", self.gettext("due {when}", when=self._day(local, days, when)))

    def _day(self, local: datetime, days: int, when: str) -> str:
        named = {
            -1: self.gettext("yesterday {time}", time=when),
            0: self.gettext("today {time}", time=when),
            1: self.gettext("tomorrow {time}", time=when),
        }
        # The year only where it could be another than the reader thinks of.
        pattern = "EEE d MMM, HH:mm" if abs(days) < 180 else "d MMM y, HH:mm"
        return named.get(days) or str(format_datetime(local, pattern, tzinfo=self.zone, locale=self._locale))

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

    def value(self, component: Component | None, value: object, label: str = "") -> Shown:
        """A value of `component` (None: of nobody knows what) under its label."""
        label = component.label if component is not None and component.label else label
        if value is None or value == "" or value == [] or value == {}:
            return Shown(label)
        if isinstance(value, list) and all(_is_file(item) for item in value):
            return Shown(label, files=tuple(value))
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return Shown(label, rows=tuple(self._row(component, item) for item in value))
        if isinstance(value, Mapping):
            return Shown(label, rows=(self._row(component, value),))
        items = value if isinstance(value, list) else [value]
        return Shown(label, tuple(self._words(component, item) for item in items))

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

    def _words(self, component: Component | None, value: object) -> str:
        if value is None:  # in a list
            return "—"
        if isinstance(component, Choice) and component.values is not None:
            return option_label(component.values, value)
        if isinstance(value, bool):
            return self.gettext("Yes") if value else self.gettext("No")
        if isinstance(component, Datetime):
            return self._date(component, str(value))
        if isinstance(component, Number | Computed) and isinstance(value, int | float | str):
            return self._amount(component, value)
        return self.number(value) if isinstance(value, int | float) else str(value)

    def _amount(self, field: Number | Computed, value: object) -> str:
        """A number with its unit: money with its cents, anything else without decimals that it does not have."""
        before, after = field.unit
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
