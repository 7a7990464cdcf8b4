"""The ledger of samples: what was drawn, by which seed, what auditors found in each, and how it was concluded.

The tables of samples and their items are what its entries give (`given`).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from engine import canonical_json
from engine.history.entry_types import define
from engine.history.ledger import Entry

SAMPLES = "samples"


class ChangeType(StrEnum):
    """What an auditor did. The subject is the number of the sample."""

    DRAWN = "sample_drawn"
    JUDGED = "sample_item_judged"
    """What was found in one of it, all verdicts there are."""
    CONCLUDED = "sample_concluded"
    """Nothing comes after it."""


class Verdict(StrEnum):
    """What was found of an attribute in one of a sample."""

    MET = "met"
    DEVIATION = "deviation"
    NOT_APPLICABLE = "not_applicable"


_DRAWN = (
    "title", "asked", "method", "by", "seed", "size", "plan", "population", "digest", "attributes", "items",
)  # fmt: skip
define(SAMPLES, ChangeType.DRAWN, _DRAWN)
define(SAMPLES, ChangeType.JUDGED, ("folio", "verdicts"))
define(SAMPLES, ChangeType.CONCLUDED, ("conclusion",))


def counts(verdicts: Mapping[str, Mapping[str, object]]) -> tuple[int, int]:
    """How many verdicts there are, and how many of them are deviations."""
    return len(verdicts), sum(each["verdict"] == Verdict.DEVIATION for each in verdicts.values())


def given(entries: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The rows of samples and items that entries give, by what they are about; moments are texts. Raises KeyError for
    an entry that lacks what its type has."""
    found: dict[str, dict[str, object]] = {}
    for entry in entries:
        says, sample = entry.says, f"sample {entry.subject}"
        match entry.type:
            case ChangeType.DRAWN:
                row = {name: says[name] for name in _DRAWN if name != "items"}
                row |= {"plan": None if says["plan"] is None else canonical_json.dumps(says["plan"])}
                row |= {"attributes": canonical_json.dumps(says["attributes"])}
                row |= {"drawn_by": entry.actor, "drawn_at": entry.at}
                found[sample] = row
                for place, (folio, stratum, hits) in enumerate(says["items"], 1):
                    item = {"position": place, "stratum": stratum, "hits": hits, "verdicts": "{}"}
                    found[f"{sample} {folio}"] = item | {"judged": 0, "deviations": 0}
            case ChangeType.JUDGED:
                judged, deviations = counts(says["verdicts"])
                found[f"{sample} {says['folio']}"] |= {
                    "verdicts": canonical_json.dumps(says["verdicts"]),
                    "judged": judged,
                    "deviations": deviations,
                    "judged_by": entry.actor,
                    "judged_at": entry.at,
                }
            case ChangeType.CONCLUDED:
                done = {"conclusion": says["conclusion"], "concluded_by": entry.actor, "concluded_at": entry.at}
                found[sample] |= done
    return found
