"""Figures as text, in the format that Prometheus reads. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from engine.figures import Figures
from web.latencies import BOUNDS, Series

GAUGES = {
    "instances": ("cauce_instances_running", "Instances under way."),
    "open": ("cauce_work_items_open", "Steps that wait for somebody."),
    "overdue": ("cauce_work_items_overdue", "Steps that wait for somebody and whose term is over."),
    "incidents": ("cauce_incidents_open", "Steps after which the flow cannot go on."),
    "pending": ("cauce_outbox_pending", "Letters that wait to leave."),
    "oldest_letter": ("cauce_outbox_oldest_seconds", "Seconds since the oldest letter that waits fell due."),
    "dead": ("cauce_outbox_dead", "Letters that did not arrive and are not tried any more."),
    "oldest_job": ("cauce_queue_oldest_seconds", "Seconds that the oldest job in the queue has waited."),
    "oldest_timer": ("cauce_timers_oldest_seconds", "Seconds since the oldest timer that waits fell due."),
    "alarms": ("cauce_alarms", "What was found not to be in order and is not yet."),
    "verified": ("cauce_last_verification_timestamp_seconds", "When histories were last verified."),
    "sealed": ("cauce_last_checkpoint_timestamp_seconds", "When the log over all histories was last signed."),
    "leaves": ("cauce_last_checkpoint_leaves", "Leaves of the log when it was last signed."),
}
REQUESTS = "cauce_request_duration_seconds"


def exposition(found: Figures, series: Iterable[Series]) -> str:
    """All of it; what there is not, as the moment of a seal before the first one, is left out."""
    return "\n".join((*_gauges(found), *_histogram(series)))


def _gauges(found: Figures) -> Iterator[str]:
    for field, (name, meaning) in GAUGES.items():
        value = getattr(found, field)
        if value is not None:
            yield f"# HELP {name} {meaning}"
            yield f"# TYPE {name} gauge"
            yield f"{name} {value.timestamp() if isinstance(value, datetime) else value}"


def _histogram(series: Iterable[Series]) -> Iterator[str]:
    yield f"# HELP {REQUESTS} How long requests took in the site, by route and class of status."
    yield f"# TYPE {REQUESTS} histogram"
    for each in series:
        labels = f'route="{_escaped(each.route)}",status="{each.status}"'
        for bound, count in zip(BOUNDS, each.counts, strict=True):
            yield f'{REQUESTS}_bucket{{{labels},le="{bound}"}} {count}'
        yield f'{REQUESTS}_bucket{{{labels},le="+Inf"}} {each.total}'
        yield f"{REQUESTS}_sum{{{labels}}} {each.seconds}"
        yield f"{REQUESTS}_count{{{labels}}} {each.total}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
