"""The form of what is said before an opportunity begins, as a page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.wrappers import Request

from bpmn.forms.form import Form
from bpmn.forms.validate import FieldError
from bpmn.messages import Message
from engine.cache_versions import CALENDAR, current_version
from engine.calendar.office import OfficeCalendar
from engine.errors import NotFound
from engine.instances.rights import require_starter
from engine.instances.start_forms import start_form_of
from web.forms.attachments import Attachments
from web.forms.beginning import with_beginnings
from web.forms.form_parser import FormParser, without_blank_rows
from web.forms.form_view import ComponentView, FormView, anchor
from web.pages.procedures import versions_in_force
from web.session import actor
from web.site import presenter, site
from web.transactions import reading


@dataclass(frozen=True, slots=True)
class StartForm:
    """What is asked before an instance of a procedure begins (`form` is None where nothing is), filled in with
    `values`, and what is wrong with that."""

    process_id: str
    title: str
    form: Form | None
    calendar: OfficeCalendar
    values: Mapping[str, object] = field(default_factory=dict)
    views: tuple[ComponentView, ...] = ()
    errors: tuple[FieldError, ...] = ()

    @classmethod
    def of(cls, process_id: str) -> "StartForm":
        """What is asked of the reader. Raises NotFound (kind ``process``), NotAllowed unless they may begin it."""
        runtime = site().runtime
        with reading() as connection:
            known = versions_in_force()
            if process_id not in known:
                raise NotFound(kind="process", id=process_id)
            versions = {
                name: each.number
                for name, each in runtime.library.versions_in_force(connection, process_id, known).items()
            }
            executable = runtime.library.executable(connection, process_id, versions)
            require_starter(actor(), executable)
            form = start_form_of(connection, runtime.library, executable, versions)
            days = runtime.days.at(connection, current_version(connection, CALENDAR), runtime.calendar)
        process = executable.processes[process_id]
        return cls(process_id, process.document.title or process.name or process_id, form, days)

    def first(self) -> "StartForm":
        """As it begins."""
        return self._shown({})

    def submitted(self, request: Request) -> "StartForm":
        """As it was sent."""
        if self.form is None:
            return self
        now = site().clock().astimezone(site().zone)
        environment = self.calendar.environment(site().clock())
        parser = FormParser(now, environment, self._attachments(), request.form, request.files)
        return self._shown(without_blank_rows(self.form.components, parser.values(self.form, {})))

    def refused(self, errors: Iterable[FieldError]) -> "StartForm":
        """The same again, with what the engine found wrong with it."""
        return self._shown(self.values, tuple(errors))

    def summary(self) -> list[tuple[str, Message]]:
        """Each error with the id of its field on the page."""
        return [(anchor(each.field), each.message) for each in self.errors]

    @property
    def seen(self) -> str:
        """The names of what is asked, for the hidden input that says that it was."""
        return " ".join(sorted(each.name for top in self.views for each in top.walk() if each.asks))

    def _shown(self, typed: Mapping[str, object], errors: tuple[FieldError, ...] = ()) -> "StartForm":
        if self.form is None:
            return self
        now, environment = site().clock().astimezone(site().zone), self.calendar.environment(site().clock())
        values = with_beginnings(self.form, typed, {}, environment)
        view = FormView(self.form, {}, "", now, environment, self._attachments(), presenter())
        return replace(self, values=values, views=view.view(values, typed, errors), errors=errors)

    def _attachments(self) -> Attachments:
        return Attachments(site(), actor().id, closed=True)
