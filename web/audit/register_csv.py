"""The register as a table for spreadsheets."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from engine.clock import to_text
from engine.replay.register import Line
from web.i18n import Translator
from web.pages.tables import csv_of
from web.pages.wanted import PROOF_TEXTS
from web.texts.formatting import Presenter
from web.texts.statuses import INSTANCE_STATUSES


def as_csv(
    lines: Iterable[Line], gettext: Translator, presenter: Presenter, name_then: Callable[[str, str], str]
) -> Iterator[bytes]:
    """The register as a table, piece by piece."""
    heading = [
        gettext("Folio"),
        gettext("Client"),
        gettext("Requirement"),
        gettext("Status"),
        gettext("Procedure"),
        gettext("Version"),
        gettext("Started"),
        gettext("By"),
        gettext("Ended"),
        gettext("Events"),
        gettext("Verification"),
        gettext("Verified"),
        gettext("Sealed to event"),
        gettext("Sealed"),
    ]

    def moment(at: datetime | None) -> str:
        return "" if at is None else presenter.moment(at)

    rows = (
        [
            line.folio,
            line.client or "",
            line.title or "",
            gettext.render(INSTANCE_STATUSES[line.status]),
            line.process_id,
            str(line.versions.get(line.process_id, "")),
            moment(line.started_at),
            name_then(line.started_by, to_text(line.started_at)),
            moment(line.ended_at),
            str(line.events),
            gettext.render(PROOF_TEXTS[line.proof]),
            moment(line.verified_at),
            str(line.sealed_to or ""),
            moment(line.sealed_at),
        ]
        for line in lines
    )
    return csv_of(heading, rows)
