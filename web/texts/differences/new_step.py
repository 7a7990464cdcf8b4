"""What a step that was put in says besides its name and place: whose it is, by when, what it asks, whom it tells."""

from collections.abc import Iterator

from bpmn.model import Activity, Event, FlowNode
from web.texts.differences.forms import component_name
from web.texts.differences.namer import Namer
from web.texts.differences.notices import recipients
from web.texts.differences.steps import due_in_words, event_in_words, people_in_words, repetition


def said_of(namer: Namer, node: FlowNode) -> Iterator[str]:
    """A sentence for each thing that a step says."""
    _ = namer.gettext
    if isinstance(node, Activity):
        if node.potential_owners:
            yield _("It is for {people}.", people=people_in_words(namer, node.potential_owners))
        if title := namer.title(node.called_element):
            yield _("It calls the procedure {procedure}.", procedure=title)
        if node.loop is not None:
            yield _("It is repeated: {how}.", how=repetition(namer, node.loop))
        form = namer.edition.forms.get(node.form or "")
        asked = [component_name(namer, field) for __, field in form.fields() if field.stored] if form else []
        if asked:
            yield _("Its form asks for {fields}.", fields=namer.joined(asked))
    if isinstance(node, Event) and node.definitions:
        what = namer.joined(event_in_words(namer, each) for each in node.definitions)
        yield _("It is about {what}.", what=what)
    if isinstance(node, Activity | Event) and node.due is not None:
        yield _("Its term: {term}.", term=due_in_words(namer, node.due))
    for notice in node.notifications:
        subject = namer.quoted(namer.places(notice.subject))
        yield _("It sends a notice to {people}: {subject}.", people=recipients(namer, notice), subject=subject)
