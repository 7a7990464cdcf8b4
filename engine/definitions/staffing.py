"""Roles of activities: those that a diagram names, and findings where nobody holds them.

A role that nobody holds is reported when a diagram is deployed and whenever versions are listed. At run time such work
goes to the administrator, never to no one (`engine.instances.event_recorder`).
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from bpmn.findings import Finding, Severity
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Process
from bpmn.naming import name_of
from bpmn.performers import named_roles
from bpmn.reader import read
from bpmn.surroundings import Surrounded
from engine.definitions import queries
from engine.definitions.queries import Version
from engine.definitions.statuses import VersionStatus
from engine.identity.queries import holders

HUMAN = frozenset({"userTask", "manualTask", "task"})


def fixed_roles(process: Process, activity: Activity) -> tuple[str, ...]:
    """The role ids that the diagram itself names for an activity: its potential owners, or else its lane's staffing.

    Owners given by an expression are known only when the activity is enabled and are not among them.
    """
    if activity.potential_owners:
        return tuple(owner.role for owner in activity.potential_owners if owner.role is not None)
    return process.lane(activity.lane).roles if activity.lane is not None else ()


def unstaffed(connection: Connection, process: Process) -> Iterator[Finding]:
    """A finding for every lane none of whose roles has a holder, and for every role that nobody holds."""
    held = holders(connection)
    for lane in process.lanes:
        if not any(role in held for role in lane.roles):
            yield Finding(
                "lane_without_people",
                Severity.WARNING,
                lane.id,
                lane.line,
                lazy_gettext(
                    "Nobody holds a role of the lane {lane}: give one to somebody, or its work goes to the "
                    "administrator.",
                    lane=name_of(Surrounded(process), lane),
                ),
            )
    reported = {role for lane in process.lanes for role in lane.roles}
    for activity in process.activities():
        named = sorted(named_roles(activity) or fixed_roles(process, activity)) if activity.kind in HUMAN else ()
        for role in named:
            if role not in held and role not in reported:
                reported.add(role)
                yield Finding(
                    "role_without_people",
                    Severity.WARNING,
                    activity.id,
                    activity.line,
                    lazy_gettext(
                        "Nobody holds the role of {step}: give it to somebody, or its work goes to the administrator.",
                        step=name_of(Surrounded(process), activity),
                    ),
                )


def unstaffed_in_force(connection: Connection, version: Version) -> tuple[Finding, ...]:
    """As `unstaffed`, for a version in force; nothing for one that is not: no new work comes from it."""
    if version.status is not VersionStatus.EFFECTIVE:
        return ()
    definitions = read(queries.diagram(connection, version.process_id, version.number)).definitions
    processes = definitions.processes if definitions else ()
    return tuple(
        finding
        for process in processes
        if process.id == version.process_id
        for finding in unstaffed(connection, process)
    )
