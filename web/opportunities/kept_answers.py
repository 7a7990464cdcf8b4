"""What clients sent by links and the flow could not go on from, for those who may send it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.db import Connection
from engine.identity.queries import Person
from engine.incidents import client_answers
from engine.incidents.queries import Stopped
from engine.instances import client_links, execution_queries
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible
from web.forms.answers import answers
from web.texts.formatting import Presenter, Shown


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: whose, when it was sent (UTC), and what it says."""

    person: str
    sent_at: datetime
    shown: Sequence[Shown]


def kept_answers(
    connection: Connection,
    runtime: Runtime,
    reader: Reader,
    visible: Visible,
    stopped: Sequence[Stopped],
    who: Person,
    presenter: Presenter,
    *,
    at: datetime,
) -> Mapping[str, Kept]:
    """The kept answers of clients to steps of an instance that stand still, by the step's id, as far as `visible`; none
    where `who`, who is `reader`, may not send on."""
    found: dict[str, Kept] = {}
    for folio in {each.folio for each in stopped}:
        for offer in client_links.offers(connection, runtime, reader, folio, who, at=at):
            answer = client_answers.kept(connection, offer.item.id)
            if answer is not None:
                form = execution_queries.work(connection, runtime, reader, offer.item.id).form
                shown = answers(form, visible.data(answer.values), presenter)
                found[offer.item.id] = Kept(visible.person(answer.link.reader) or "", answer.sent_at, shown)
    return found
