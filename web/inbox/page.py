"""The page of one step: its form as it begins, as it was submitted, and what is still to be asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Request

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import FieldError, validate
from bpmn.messages import Message
from engine.instances.execution_queries import Work
from web.inbox.attachments import Attachments
from web.inbox.drawing import SILENT, Drawer, Drawn, anchor, general
from web.inbox.forms import Reader, first_values
from web.inbox.handover import HandOver
from web.inbox.inputs import Inputs
from web.site import Site
from web.texts.formatting import Presenter

SEEN = "seen-fields"
MORE = "more-rows"


@dataclass(frozen=True, slots=True)
class Page:
    """A form as it is shown. `errors` come in the form's order; `more`: somebody asked for more rows of a list.

    `hand_over` hands it to form-js in the browser; None where there is no form.
    """

    values: Mapping[str, object]
    drawn: tuple[Drawn, ...] = ()
    errors: tuple[FieldError, ...] = ()
    more: bool = False
    hand_over: HandOver | None = None

    @property
    def handed(self) -> dict[str, object] | None:
        """What form-js takes the form over with, as JSON; None where there is no form."""
        return None if self.hand_over is None else self.hand_over.json(self.values, self.errors)

    @property
    def fresh(self) -> list[Drawn]:
        """The questions that were not there when the page was submitted; of a list that was not there, the list."""
        fresh = [each for each in self._walk() if each.fresh]
        inner = {id(child) for each in fresh for child in each.walk() if child is not each}
        return [each for each in fresh if id(each) not in inner]

    @property
    def seen(self) -> str:
        """The general names of the questions on the page, for its hidden input."""
        return " ".join(sorted({general(each.name) for each in self._walk() if each.kind not in SILENT}))

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask and nothing is known to be wrong."""
        return not (self.fresh or self.errors or self.more)

    def summary(self) -> Iterator[tuple[str | None, Message]]:
        """Each error with the id of its field on the page, None where it has none."""
        names = {each.name for each in self._walk() if each.kind not in SILENT}
        for error in self.errors:
            yield anchor(error.field) if error.field in names else None, error.message

    def _walk(self) -> Iterator[Drawn]:
        for top in self.drawn:
            yield from top.walk()


@dataclass(frozen=True, slots=True)
class Desk:
    """Where `person` does a piece of `work`, at `now` (UTC)."""

    site: Site
    work: Work
    person: str
    now: datetime

    def first(self) -> Page:
        """The form as it begins."""
        form = self.work.form
        if form is None:
            return Page({})
        values, attachments = first_values(form, self.work.data, self._environment), Attachments(self.site, self.person)
        drawn = self._drawer(form, attachments).draw(values)
        return Page(values, drawn, hand_over=self._hand_over(form, attachments))

    def too_late(self, request: Request) -> Mapping[str, object]:
        """The values of a form that is sent when nothing is taken any more: to show them back, nothing is stored."""
        form = self.work.form
        if form is None:
            return {}
        attachments = Attachments(self.site, self.person, closed=True)
        reader = Reader(self._inputs(), self._environment, attachments, request.form, request.files)
        return reader.values(form, self.work.data)

    def submitted(self, request: Request) -> Page:
        """The form as it was sent, its files stored unless the work is closed already.

        A question that the answers just made appear must be seen before the step is completed, even one that may be
        left blank; what was asked already is checked meanwhile.
        """
        form, typed = self.work.form, request.form
        if form is None:
            return Page({})
        attachments = Attachments(self.site, self.person, closed=self.work.item.status != "open")
        reader = Reader(self._inputs(), self._environment, attachments, typed, request.files)
        values = reader.values(form, self.work.data)
        seen = frozenset(typed[SEEN].split()) if SEEN in typed else None
        drawer = self._drawer(form, attachments, seen, typed.get(MORE))
        hand_over = self._hand_over(form, attachments)
        page = Page(values, drawer.draw(values), more=MORE in typed, hand_over=hand_over)
        errors: list[FieldError] = list(attachments.refused)
        if page.fresh:
            found = validate(form, values, self.work.data, environment=self._environment).errors
            errors += [error for error in found if general(error.field) in (seen or ())]
        return self._with(page, drawer, errors)

    def refused(self, page: Page, request: Request, errors: Sequence[FieldError]) -> Page:
        """`page` again, with what the engine found wrong with it."""
        assert self.work.form is not None
        seen = frozenset(request.form[SEEN].split()) if SEEN in request.form else None
        return self._with(page, self._drawer(self.work.form, Attachments(self.site, self.person), seen), errors)

    def _with(self, page: Page, drawer: Drawer, errors: Sequence[FieldError]) -> Page:
        drawn = drawer.draw(page.values, errors) if errors else page.drawn
        return replace(page, drawn=drawn, errors=tuple(errors))

    @property
    def _environment(self) -> Environment:
        return self.work.calendar.environment(self.now)

    def _inputs(self) -> Inputs:
        return Inputs(self.now.astimezone(self.site.zone))

    def _hand_over(self, form: Form, attachments: Attachments) -> HandOver:
        return HandOver(form, self.work.data, self._inputs(), self._environment, attachments, self.site.gettext)

    def _drawer(
        self, form: Form, attachments: Attachments, seen: frozenset[str] | None = None, more: str | None = None
    ) -> Drawer:
        presenter = Presenter(self.site.gettext, self.site.zone)
        return Drawer(form, self.work.data, self._inputs(), self._environment, attachments, presenter, seen, more)
