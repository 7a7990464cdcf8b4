"""What strata are called, and what a worksheet asks unless somebody writes something else."""

from collections.abc import Mapping

from engine.db import Connection
from engine.history.statuses import InstanceStatus
from engine.replay.population import NONE, By
from engine.sampling.commands import LONGEST_ATTRIBUTE, MOST_ATTRIBUTES
from web.pages.lanes import lanes
from web.pages.procedures import procedures_in_force
from web.site import presenter, site
from web.texts.statuses import INSTANCE_STATUSES
from web.transactions import once


def stratum_name(by: str, stratum: str) -> str:
    """What a stratum is called."""
    match by:
        case By.OUTCOME if stratum in set(InstanceStatus):
            return site().gettext.render(INSTANCE_STATUSES[stratum])
        case By.OUTCOME:
            return once("ends of procedures", _ends).get(stratum, stratum)
        case By.LANE:
            return "—" if stratum == NONE else lanes()[stratum].name
        case By.AMOUNT:
            return _band(stratum)
    return stratum


def _band(stratum: str) -> str:
    amounts, _, currency = stratum.partition(" ")
    least, _, most = amounts.partition("-")
    if not least:
        return "—"
    number = presenter().number
    return " ".join((site().gettext("{least} to {most}", least=number(least), most=number(most)), currency)).rstrip()


def _ends(connection: Connection) -> Mapping[str, str]:
    """What the ends of procedures are called, by id."""
    processes = procedures_in_force(connection, site().runtime)
    return {node.id: node.name or node.id for process in processes for node in process.nodes if node.kind == "endEvent"}


def usual_attributes(connection: Connection) -> list[str]:
    """The policies of the procedures in force: what an auditor looks at before anything else."""
    policies = [
        each.text for process in procedures_in_force(connection, site().runtime) for each in process.document.policies
    ]
    return [text for text in policies if len(text) <= LONGEST_ATTRIBUTE][:MOST_ATTRIBUTES]
