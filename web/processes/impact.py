"""What the open draft of a procedure does to its opportunities, as its readers see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.diff import Edition
from engine.db import Connection
from engine.definitions import control, editions, queries
from engine.definitions.drafts import Draft
from engine.definitions.statuses import ImpactStatus
from engine.history.statuses import InstanceStatus
from engine.identity.queries import Person, all_roles
from engine.impact import kept as impacts
from engine.impact.effects import Verdict
from engine.impact.kept import Kept, Standing
from engine.instances.reading import EVERYTHING, Reader
from web.texts.formatting import Presenter
from web.texts.impact import ImpactTexts

VERDICTS = {
    "imposible": Verdict.IMPOSSIBLE,
    "decision": Verdict.DECISION,
    "difiere": Verdict.DIFFERS,
    "pasa": Verdict.MOVES,
    "igual": Verdict.SAME,
}
"""What verdicts are called in an address, the gravest first."""
LINES = 50
"""Lines on a page."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for: a verdict and a status, "" for any, and a page from 0."""

    verdict: str = ""
    status: str = ""
    page: int = 0

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent."""
        verdict, status, page = args.get("veredicto", ""), args.get("estado", ""), args.get("pagina", "")
        return cls(
            verdict if verdict in VERDICTS else "",
            status if status in list(InstanceStatus) else "",
            int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 0,
        )

    @property
    def filtered(self) -> bool:
        """Whether they leave anything out."""
        return bool(self.verdict or self.status)

    def address(self, page: int = 0) -> dict[str, str]:
        """The query string of the same on another page."""
        said = {"veredicto": self.verdict, "estado": self.status, "pagina": str(page) if page else ""}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One opportunity: why it is not the same, None where it is."""

    kept: Kept
    reason: str | None


@dataclass(frozen=True, slots=True)
class ImpactView:
    """The trial of a draft. `marks` tell the gravest verdict at each element of its diagram, and `undrawn` how many
    instances are hit where it has nothing; `found` is how many lines the filters find in all, `hidden` how many
    more there are that the reader does not see."""

    draft: Draft
    title: str
    standing: Standing | None
    lines: tuple[Line, ...]
    found: int
    hidden: int
    marks: Mapping[str, Verdict]
    undrawn: int

    @property
    def running(self) -> bool:
        """Whether it is being worked out."""
        return self.standing is not None and self.standing.impact.status is ImpactStatus.RUNNING

    def more(self, page: int) -> bool:
        """Whether a page stands after page number `page`."""
        return self.found > (page + 1) * LINES


def impact_view(
    connection: Connection, reader: Reader, process_id: str, filters: Filters, actor: Person, presenter: Presenter
) -> ImpactView:
    """What the open draft does to the opportunities; its lines are those that `reader`, who `actor` is, sees.

    Raises NotFound (kind ``draft``), NotAllowed."""
    draft = control.readable_draft(connection, process_id, actor)
    standing = impacts.standing(connection, draft)
    wanted: dict[str, Sequence[str]] = {
        "verdicts": [VERDICTS[filters.verdict]] if filters.verdict else [],
        "statuses": [filters.status] if filters.status else [],
    }
    found = impacts.count(connection, reader, draft.id, **wanted)
    everybodys = found if reader.everything else impacts.count(connection, EVERYTHING, draft.id, **wanted)
    start = filters.page * LINES
    kept = impacts.effects(connection, reader, draft.id, limit=LINES, offset=start, **wanted)
    texts = _texts(connection, draft, presenter)
    lines = tuple(
        Line(each, texts.sentence(each.effect, each.versions, live=each.status == InstanceStatus.RUNNING))
        for each in kept
    )
    hits = impacts.hits(connection, draft.id)
    gravest = {
        element: next(verdict for verdict in VERDICTS.values() if verdict in verdicts)
        for (home, element), verdicts in hits.items()
        if home == process_id
    }
    drawn = sum(number for verdicts in hits.values() for number in verdicts.values())
    hit = 0 if standing is None else sum(n for verdict, n in standing.counts.items() if verdict is not Verdict.SAME)
    edition = editions.of_draft(draft)
    title = process_id if edition is None else edition.process.document.title or edition.process.name or process_id
    return ImpactView(draft, title, standing, lines, found, everybodys - found, gravest, hit - drawn)


def _texts(connection: Connection, draft: Draft, presenter: Presenter) -> ImpactTexts:
    in_force = queries.in_force(connection)

    def edition(process_id: str, number: int | None) -> Edition | None:
        if number is None and process_id == draft.process_id:
            return editions.of_draft(draft)
        return editions.of_version(connection, process_id, in_force[process_id].number if number is None else number)

    roles = {each.id: each.name for each in all_roles(connection)}
    titles = {name: version.name for name, version in in_force.items()}
    return ImpactTexts(presenter, edition, roles, titles)
