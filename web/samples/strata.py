"""What strata are called, and what a worksheet asks unless somebody writes something else."""

from engine.db import Connection
from engine.history.statuses import InstanceStatus
from engine.replay.population import NONE, By
from engine.sampling.commands import LONGEST_ATTRIBUTE, MOST_ATTRIBUTES
from web.pages.lanes import lanes
from web.pages.outcomes import outcomes
from web.pages.procedures import procedures_in_force
from web.site import presenter, site
from web.texts.statuses import INSTANCE_STATUSES


def stratum_name(by: str, stratum: str) -> str:
    """What a stratum is called."""
    match by:
        case By.OUTCOME if stratum == InstanceStatus.RUNNING:
            return site().gettext.render(INSTANCE_STATUSES[stratum])
        case By.OUTCOME:
            return outcomes().named(stratum).read(site().gettext)
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


def usual_attributes(connection: Connection) -> list[str]:
    """The policies of the procedures in force: what an auditor looks at before anything else."""
    policies = [
        each.text for process in procedures_in_force(connection, site().runtime) for each in process.document.policies
    ]
    return [text for text in policies if len(text) <= LONGEST_ATTRIBUTE][:MOST_ATTRIBUTES]
