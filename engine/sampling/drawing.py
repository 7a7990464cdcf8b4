"""Draws samples: from a population, a seed and a size always the same, on whatever machine. Pure.

What is drawn follows from the list of the population (`listed`), the seed, the method and the size, and nothing else.
No order in which a database gives rows comes into it, for the list is sorted, and no generator of a library or of a
version of Python. The numbers are those of R. L. Rivest's sampler for audits of elections (sampler.py, 2011), which
P. B. Stark's tools for auditors use too: number i is the SHA-256 of ``seed,i``, read as a whole number, modulo the size
of the population, plus one. So who has the list needs `sha256sum` and a pocket calculator to draw it again, and the
digest of the list, kept with the sample, is what `sha256sum` says of it.

- **Random**: folios by their number in the list; one that was drawn already is passed over.
- **Stratified**: each stratum gets its share of the size (by largest remainders, no stratum without one where there are
  enough), and is drawn by itself, with the seed ``seed,stratum``.
- **By monetary unit**: every unit of money has the same chance, as in the AICPA's guide (Audit Sampling, chapter on
  monetary unit sampling): the amounts are laid end to end in the order of the list, and from a random start within the
  first interval (total ÷ size) each interval selects the folio at which it ends. A large amount is selected by several
  intervals (`Drawn.hits`); what has no amount above zero cannot be selected.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, count
from typing import NamedTuple

from engine.errors import Invalid

LONGEST_SEED = 200
"""Characters of a seed."""


class Method(StrEnum):
    """How a sample is drawn."""

    RANDOM = "random"
    STRATIFIED = "stratified"
    MONETARY = "monetary"


class Member(NamedTuple):
    """One of a population: its folio, the stratum that it is of, and its amount in hundredths of the currency."""

    folio: str
    stratum: str = ""
    units: int = 0


class Drawn(NamedTuple):
    """One of a sample. `hits`: by how many intervals it was selected; one, where it is not by monetary unit."""

    folio: str
    stratum: str = ""
    hits: int = 1


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample: of how many it is, the digest of their list, and who was drawn, in that order."""

    method: Method
    seed: str
    population: int
    digest: str
    items: tuple[Drawn, ...]

    @property
    def folios(self) -> list[str]:
        """Who was drawn."""
        return [each.folio for each in self.items]


class BadSeed(Invalid):
    """A seed is a text of one line that is not empty. Details: `longest`."""

    code = "bad_seed"


class BadSampleSize(Invalid):
    """A sample has one item at least. Details: `size`."""

    code = "bad_sample_size"


class NothingToDraw(Invalid):
    """Nothing can be drawn from the population: it is empty, or by monetary unit, without amounts."""

    code = "nothing_to_draw"


class UnreadableList(Invalid):
    """The list of a population is none. Details: `line`, its number."""

    code = "unreadable_population"


def listed(members: Iterable[Member], method: Method) -> bytes:
    """The list of a population: a line for each folio, sorted by their bytes, behind a tab what the method asks of it,
    its stratum or its amount. UTF-8, each line ended by a line feed."""
    return b"".join(sorted(_line(member, method).encode() for member in members))


def _line(member: Member, method: Method) -> str:
    match method:
        case Method.STRATIFIED:
            return f"{member.folio}\t{member.stratum}\n"
        case Method.MONETARY:
            return f"{member.folio}\t{member.units}\n"
    return f"{member.folio}\n"


def read_list(content: bytes, method: Method) -> list[Member]:
    """The population of a list that was made for a method. Raises UnreadableList."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError as error:
        raise UnreadableList(line=1) from error
    return [_member(line, method, number) for number, line in enumerate(lines, 1)]


def _member(line: str, method: Method, number: int) -> Member:
    folio, *more = line.split("\t")
    if not folio or len(more) != (method is not Method.RANDOM):
        raise UnreadableList(line=number)
    if method is not Method.MONETARY:
        return Member(folio, more[0] if more else "")
    try:
        return Member(folio, units=int(more[0]))
    except ValueError as error:
        raise UnreadableList(line=number) from error


def digest_of(content: bytes) -> str:
    """The digest of a list: what `sha256sum` says of it."""
    return hashlib.sha256(content).hexdigest()


def draw(members: Iterable[Member], method: Method, seed: str, size: int) -> Draw:
    """A sample of `size`, or of as many as there are, in the order in which it is drawn: that of the list by monetary
    unit, and where all of it is wanted.

    Raises BadSeed, BadSampleSize, NothingToDraw.
    """
    if not seed or len(seed) > LONGEST_SEED or not seed.isprintable():
        raise BadSeed(longest=LONGEST_SEED)
    if size < 1:
        raise BadSampleSize(size=size)
    ordered = sorted(members, key=lambda member: _line(member, method).encode())
    if not ordered:
        raise NothingToDraw()
    digest = digest_of("".join(_line(member, method) for member in ordered).encode())
    return Draw(method, seed, len(ordered), digest, tuple(_WAYS[method](ordered, seed, size)))


def numbers(seed: str, total: int) -> Iterator[int]:
    """Numbers from 1 to `total`, without an end, some more than once: number i is SHA-256 of ``seed,i`` modulo `total`,
    plus one. That 2²⁵⁶ is no multiple of `total` favours no number by more than 2⁻²⁰⁰."""
    for place in count(1):
        yield int.from_bytes(hashlib.sha256(f"{seed},{place}".encode()).digest()) % total + 1


def shares(sizes: Sequence[int], size: int) -> list[int]:
    """How many of `size` each stratum gets, by how many it has: by largest remainders, the first of two that are alike,
    and one at least where there are as many to give as strata."""
    total = sum(sizes)
    size = min(size, total)
    given = [size * each // total for each in sizes]
    by_rest = sorted(range(len(sizes)), key=lambda at: (-(size * sizes[at] % total), at))
    for at in by_rest[: size - sum(given)]:
        given[at] += 1
    if size >= len(sizes):
        for at in [at for at, each in enumerate(given) if not each]:
            given[max(range(len(given)), key=lambda each: (given[each], -each))] -= 1
            given[at] = 1
    return given


def _random(ordered: Sequence[Member], seed: str, size: int) -> Iterator[Drawn]:
    if size >= len(ordered):
        yield from (Drawn(each.folio, each.stratum) for each in ordered)
        return
    drawn: dict[int, None] = {}
    for number in numbers(seed, len(ordered)):
        drawn.setdefault(number)
        if len(drawn) == size:
            break
    yield from (Drawn(ordered[number - 1].folio, ordered[number - 1].stratum) for number in drawn)


def _simple(ordered: Sequence[Member], seed: str, size: int) -> Iterator[Drawn]:
    return _random([Member(each.folio) for each in ordered], seed, size)


def _stratified(ordered: Sequence[Member], seed: str, size: int) -> Iterator[Drawn]:
    strata: dict[str, list[Member]] = {}
    for member in ordered:
        strata.setdefault(member.stratum, []).append(member)
    names = sorted(strata)
    for name, share in zip(names, shares([len(strata[name]) for name in names], size), strict=True):
        if share:
            yield from _random(strata[name], f"{seed},{name}", share)


def _monetary(ordered: Sequence[Member], seed: str, size: int) -> Iterator[Drawn]:
    having = [member for member in ordered if member.units > 0]
    if not having:
        raise NothingToDraw()
    ends = list(accumulate(member.units for member in having))
    interval = max(ends[-1] // size, 1)
    start = next(numbers(seed, interval))
    hits: dict[int, int] = {}
    for unit in range(start, ends[-1] + 1, interval)[:size]:
        at = bisect_left(ends, unit)
        hits[at] = hits.get(at, 0) + 1
    yield from (Drawn(having[at].folio, hits=times) for at, times in hits.items())


_WAYS: dict[Method, Callable[[Sequence[Member], str, int], Iterable[Drawn]]] = {
    Method.RANDOM: _simple,
    Method.STRATIFIED: _stratified,
    Method.MONETARY: _monetary,
}
