"""How something is spread over instances: how many have each number. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many there are of each number."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are of all."""
        return sum(self.counts.values())

    @property
    def most(self) -> int | None:
        """The greatest number that there is."""
        return max((number for number, count in self.counts.items() if count), default=None)

    def percentile(self, part: int) -> int | None:
        """The least number that `part` in a hundred do not exceed (the nearest rank); None where there is nothing."""
        rank, seen = -(-part * self.count // 100), 0
        for number in sorted(self.counts):
            seen += self.counts[number]
            if seen and seen >= rank:
                return number
        return None

    def __add__(self, other: "Distribution") -> "Distribution":
        names = self.counts.keys() | other.counts.keys()
        return Distribution({name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in names})
