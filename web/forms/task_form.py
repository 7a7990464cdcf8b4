"""The form of a step before the person who fills it in: first looked at, submitted, refused, saved as a draft."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from werkzeug.wrappers import Request

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import FieldError, validate
from bpmn.messages import Message
from engine.db import Connection
from engine.errors import EngineError, NotFound
from engine.form_drafts import commands as drafting
from engine.form_drafts import queries as drafts
from engine.form_drafts import taking
from engine.form_drafts.commands import Saved, Writer
from engine.form_drafts.queries import Draft
from engine.instances.commands import EndNotConfirmed
from engine.instances.execution_queries import Work
from engine.instances.rights import require_open
from web.forms.attachments import Attachments
from web.forms.beginning import with_beginnings, without
from web.forms.form_parser import TAKE_OUT, FormParser, without_blank_rows
from web.forms.form_view import ComponentView, FormView, anchor, general_name, unsent_places
from web.site import Site
from web.texts.formatting import Presenter
from web.transactions import reading, writing

DRAFT_ACTS = ("use", "discard", "adopt")
"""What can be done with a draft besides saving it (`TaskForm.change_draft`)."""
SEEN = "seen-fields"
MORE = "more-rows"
SAVE = "save-draft"
CONFIRM = "confirm-end"
PAGE, TURN, BASE, OTHER = "draft-page", "draft-turn", "draft-base", "draft-other"
"""The inputs by which a page says which it is, its how-manieth save this is, the stamp of the draft that it began from,
and that of another page's draft that its reader was told of."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form as it is shown. `more`: rows were added or something was taken out.

    `values` are what would be submitted, `typed` what was typed, empty rows included. `draft` is what was restored,
    `copies` what was written on other pages at the same time, `offered` what colleagues wrote. `base` is the stamp that
    the next save begins from; `other`: another page saved meanwhile. `end`: what the answer would end in.
    """

    values: Mapping[str, object]
    typed: Mapping[str, object] = field(default_factory=dict)
    views: tuple[ComponentView, ...] = ()
    errors: tuple[FieldError, ...] = ()
    more: bool = False
    draft: Draft | None = None
    copies: tuple[Draft, ...] = ()
    offered: tuple[Draft, ...] = ()
    base: str = ""
    saved_at: datetime | None = None
    other: Draft | None = None
    end: EndNotConfirmed | None = None
    page: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def fresh(self) -> list[ComponentView]:
        """The questions that were not there when the page was submitted; of a list that was not there, the list."""
        fresh = [each for each in self._walk() if each.fresh]
        inner = {id(child) for each in fresh for child in each.walk() if child is not each}
        return [each for each in fresh if id(each) not in inner]

    @property
    def seen(self) -> str:
        """The general names of the questions on the page, for its hidden input."""
        return " ".join(sorted({general_name(each.name) for each in self._walk() if each.asks}))

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask and nothing is known to be wrong."""
        return not (self.fresh or self.errors or self.more or self.other)

    def summary(self) -> Iterator[tuple[str | None, Message]]:
        """Each error with the id of its field on the page, None where it has none, in the order of the page: a check
        between fields is judged after them, and stands where its field does."""
        asked = [each.name for each in self._walk() if each.asks]
        places = {name: number for number, name in enumerate(asked)}
        for error in sorted(self.errors, key=lambda error: places.get(error.field, len(asked))):
            yield anchor(error.field) if error.field in places else None, error.message

    def _walk(self) -> Iterator[ComponentView]:
        for top in self.views:
            yield from top.walk()


@dataclass(frozen=True, slots=True)
class TaskForm:
    """The form of `work` before `owner` (a person's id, or who acts by a client's link), at `now` (UTC). `takes`:
    whoever begins to write takes the step (`engine.form_drafts.taking`)."""

    site: Site
    work: Work
    owner: str
    now: datetime
    takes: bool = False

    def first(self, connection: Connection) -> FormPage:
        """The form as it begins: as its draft left it, where there is one."""
        form = self.work.form
        found = drafts.drafts(connection, self.work.item, self.owner)
        if form is None:
            return FormPage({})
        draft = found.main
        typed = draft.values if draft else {}
        values = self._completed(form, typed)
        return FormPage(
            values,
            typed,
            self._view(form).view(values, typed),
            draft=draft,
            copies=found.copies,
            offered=tuple(drafts.offered_drafts(connection, self.work.item, self.owner)),
            base=draft.stamp if draft else "",
        )

    def begun(self) -> FormPage:
        """The form as it begins, without its draft."""
        form = self.work.form
        if form is None:
            return FormPage({})
        values = self._completed(form, {})
        return FormPage(values, {}, self._view(form).view(values, {}))

    def drafted(self, connection: Connection) -> FormPage:
        """The form as its draft left it, ready to be completed with: what is shown once more before it counts."""
        form, found = self.work.form, drafts.drafts(connection, self.work.item, self.owner).main
        if form is None or found is None:
            return FormPage({})
        written = without_blank_rows(form.components, found.values)
        values = self._completed(form, written)
        views = self._view(form).view(values, written)
        return FormPage(without(values, unsent_places(views)), found.values, views, draft=found, base=found.stamp)

    def too_late(self, request: Request) -> Mapping[str, object]:
        """The values of a form that is sent when nothing is taken any more: to show them back, nothing is stored."""
        form = self.work.form
        if form is None:
            return {}
        return without_blank_rows(form.components, self._typed(form, request, self._attachments(closed=True)))

    def submitted(self, request: Request) -> FormPage:
        """The form as it was sent, its files stored unless the work is closed already.

        A question that the answers just made appear must be seen before the step is completed, even one that may be
        left blank; what was asked already is checked meanwhile. Where another page of the same person has saved what
        this one does not know, that comes first.
        """
        form, asked = self.work.form, request.form
        if form is None:
            return FormPage({})
        attachments = self._attachments(closed=not self.work.item.is_open)
        typed = self._typed(form, request, attachments)
        more = MORE in asked or TAKE_OUT in asked
        seen = frozenset(asked[SEEN].split()) if SEEN in asked else None
        view = self._view(form, seen, asked.get(MORE))
        written = typed if more else without_blank_rows(form.components, typed)
        values = self._completed(form, written)
        views = view.view(values, written)
        page = FormPage(without(values, unsent_places(views)), typed, views, more=more, base=asked.get(BASE, ""))
        errors: list[FieldError] = list(attachments.refused)
        if page.fresh:
            found = validate(form, page.values, self.work.data, environment=self._environment).errors
            errors += [error for error in found if general_name(error.field) in (seen or ())]
        return replace(self._with(page, form, view, errors), other=self._other(request, typed))

    def refused(self, page: FormPage, request: Request, errors: Sequence[FieldError]) -> FormPage:
        """`page` again, with what the engine found wrong with it."""
        assert self.work.form is not None
        seen = frozenset(request.form[SEEN].split()) if SEEN in request.form else None
        return self._with(page, self.work.form, self._view(self.work.form, seen), errors)

    def keep(self, request: Request, page: FormPage) -> FormPage:
        """Keep what was typed as the draft; `page` then goes on from it. Raises as `saved` does."""
        if self.work.form is None:
            return page
        saved = self._save(request, page.typed)
        return replace(page, base=saved.stamp, saved_at=saved.at, other=saved.other or page.other)

    def save(self, request: Request, page: FormPage) -> FormPage:
        """As `keep`, of a page that is shown again anyway: what cannot be kept is on it all the same."""
        try:
            return self.keep(request, page)
        except EngineError:
            return page

    def saved(self, request: Request) -> tuple[FormPage, Saved]:
        """What was typed so far, kept as the draft, and the form as it then looks: nothing is new or missing yet, and
        what is wrong is only what was written.

        Raises NotFound when the step has no form, what `engine.form_drafts.commands.save` raises, and
        TaskAlreadyCompleted when nobody would find the draft again: its owner completed the step, on another page.
        """
        form, asked = self.work.form, request.form
        if form is None:
            raise NotFound(kind="form_draft", id=self.work.item.id)
        typed = self._typed(form, request, self._attachments(closed=True))
        saved = self._save(request, typed)
        values = self._completed(form, typed)
        views = self._view(form, None, asked.get(MORE)).view(values, typed)
        page = FormPage(without(values, unsent_places(views)), typed, views, base=saved.stamp)
        found = validate(form, page.values, self.work.data, environment=self._environment).errors
        return replace(page, errors=found, saved_at=saved.at, other=saved.other), saved

    def change_draft(self, act: str, which: str) -> None:
        """Use, discard or adopt a draft; `which` is the page of a copy, or the colleague whose draft it is.

        Raises NotFound, also for another act.
        """
        id = self.work.item.id
        with writing() as connection:
            match act:
                case "use":
                    drafting.use(connection, id, self.owner, which)
                case "discard":
                    taking.discard(connection, self.site.runtime, self.work.item, self.owner, which, at=self.now)
                case "adopt":
                    drafting.adopt(connection, self.work.item, self.owner, which, at=self.now)
                case _:
                    raise NotFound(kind="form_draft", id=id)

    def store(self, request: Request) -> tuple[list[str], list[FieldError]]:
        """Store the files that were sent, of one field; gives the texts of the inputs that carry them, and what is
        wrong with the others."""
        attachments, signed, wrong = self._attachments(), [], []
        fields = dict(self.work.form.fields()) if self.work.form else {}
        for name, upload in request.files.items(multi=True):
            kind = fields.get(general_name(name))
            if kind is None or not kind.holds_files or not upload.filename:
                continue
            attachments.refused.clear()
            reference = attachments.accepted(name, kind, upload, self._environment)
            if reference is not None:
                signed.append(attachments.sign(reference))
            wrong += attachments.refused
        return signed, wrong

    def _other(self, request: Request, typed: Mapping[str, object]) -> Draft | None:
        """The draft that another page saved, which says otherwise than `typed` and is news to this page: it
        neither began from it nor told its reader of it."""
        asked = request.form
        if PAGE not in asked:
            return None
        with reading() as connection:
            main = drafts.drafts(connection, self.work.item, self.owner).main
        if main is None:
            return None
        known = main.written_from == asked[PAGE] or main.stamp in (asked.get(BASE), asked.get(OTHER))
        return None if known or main.values == typed else main

    def _save(self, request: Request, typed: Mapping[str, object]) -> Saved:
        item, given = self.work.item, request.form
        if not item.is_open and item.closed_by == self.owner:
            require_open(item)
        turn = given.get(TURN, "")
        # A page without script does not count its saves: the time does.
        number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 10 else int(self.now.timestamp() * 1000)
        writer = Writer(given.get(PAGE, "")[:40] or secrets.token_hex(6), number, given.get(BASE, "")[:40])
        with writing() as connection:
            if not self.takes:
                return drafting.save(connection, item.id, self.owner, typed, writer, at=self.now)
            untouched = self._untouched(typed)
            return taking.save(
                connection, self.site.runtime, item, self.owner, typed, writer, untouched=untouched, at=self.now
            )

    def _untouched(self, typed: Mapping[str, object]) -> bool:
        """Whether what was typed says nothing that the form did not begin with."""
        form = self.work.form
        assert form is not None
        begun = self._completed(form, {})
        return all(
            value == begun.get(name) or (_says_nothing(value) and _says_nothing(begun.get(name)))
            for name, value in self._completed(form, without_blank_rows(form.components, typed)).items()
        )

    def _typed(self, form: Form, request: Request, attachments: Attachments) -> dict[str, object]:
        parser = FormParser(self._local, self._environment, attachments, request.form, request.files)
        return parser.values(form, self.work.data)

    def _completed(self, form: Form, typed: Mapping[str, object]) -> dict[str, object]:
        return with_beginnings(form, typed, self.work.data, self._environment)

    def _with(self, page: FormPage, form: Form, view: FormView, errors: Sequence[FieldError]) -> FormPage:
        if not errors:
            return page
        typed = page.typed if page.more else without_blank_rows(form.components, page.typed)
        views = view.view(self._completed(form, typed), typed, errors)
        return replace(page, views=views, errors=tuple(errors))

    @property
    def _local(self) -> datetime:
        return self.now.astimezone(self.site.zone)

    @property
    def _environment(self) -> Environment:
        return self.work.calendar.environment(self.now)

    def _attachments(self, *, closed: bool = False) -> Attachments:
        return Attachments(self.site, self.owner, closed=closed)

    def _view(self, form: Form, seen: frozenset[str] | None = None, more: str | None = None) -> FormView:
        presenter = Presenter(self.site.gettext, self.site.zone)
        return FormView(
            form,
            self.work.data,
            self.work.folio,
            self._local,
            self._environment,
            self._attachments(),
            presenter,
            seen,
            more,
        )


def _says_nothing(value: object) -> bool:
    """Whether nothing was written or chosen there."""
    return all(map(_says_nothing, value.values())) if isinstance(value, Mapping) else not value
