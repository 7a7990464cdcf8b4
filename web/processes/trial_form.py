"""The form of a step that is tried: as anybody would fill it in, and nothing of it is kept by itself.

Files are stood for by their names: none that somebody attaches while trying is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request

from bpmn.file_names import usable_name
from engine.form_drafts.commands import Saved
from engine.form_drafts.queries import Draft
from engine.trials.course import file_named
from web.forms.attachments import Attachments
from web.forms.task_form import FormPage, TaskForm


class StandIns(Attachments):
    """What stands for the files of a submission."""

    def store(self, place: str, label: str, upload: FileStorage) -> Mapping[str, object] | None:
        """What stands for a file of that name."""
        return None if self.closed else file_named(usable_name(upload.filename or ""))


@dataclass(frozen=True, slots=True)
class TriedForm(TaskForm):
    """The form of a step of a trial. It has no draft."""

    def filled(self, values: Mapping[str, object]) -> FormPage:
        """The form with these values in it, as if somebody had typed them."""
        form = self.work.form
        if form is None:
            return FormPage({})
        completed = self._completed(form, values)
        return replace(self.begun(), values=completed, typed=values, views=self._view(form).view(completed, values))

    def _attachments(self, *, closed: bool = False) -> Attachments:
        return StandIns(self.site, self.owner, closed=closed)

    def _other(self, request: Request, typed: Mapping[str, object]) -> Draft | None:
        return None

    def _save(self, request: Request, typed: Mapping[str, object]) -> Saved:
        return Saved("trial", self.now)
