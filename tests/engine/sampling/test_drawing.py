"""Drawing: the same from the same, what is published, shares, and money laid end to end. Pure."""

import hashlib
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sampling.drawing import (
    BadSampleSize,
    BadSeed,
    Member,
    Method,
    NothingToDraw,
    UnreadableList,
    draw,
    listed,
    numbers,
    read_list,
    shares,
)

FOLIOS = [Member(f"GC-2026-{number:04d}") for number in range(1, 201)]


@pytest.mark.parametrize(
    ("seed", "total", "expected"),
    [
        ("0", 1000, [905, 573, 160]),
        ("0", 2, [1, 1, 2]),
        ("1", 1000, [97, 89, 163]),
        ("0000000000", 1000, [978, 359, 132]),
        ("999999999999999999999999", 1000, [544, 800, 654]),
        ("abcde", 1000, [247, 427, 157]),
    ],
)
def test_the_numbers_are_those_of_the_published_sampler(seed: str, total: int, expected: list[int]) -> None:
    """The cases of C. Jerdonek (rivest-sampler-tests, tests.json) for R. L. Rivest's sampler."""
    assert list(islice(numbers(seed, total), 3)) == expected


def test_the_order_in_which_a_population_comes_changes_nothing() -> None:
    once, again = draw(FOLIOS, Method.RANDOM, "7", 12), draw(reversed(FOLIOS), Method.RANDOM, "7", 12)
    assert once == again and len(set(once.folios)) == 12
    assert once.population == 200
    assert once.digest == hashlib.sha256("".join(f"{each.folio}\n" for each in FOLIOS).encode()).hexdigest()
    assert once.folios == [
        "GC-2026-0048", "GC-2026-0167", "GC-2026-0075", "GC-2026-0009", "GC-2026-0137", "GC-2026-0059",
        "GC-2026-0053", "GC-2026-0155", "GC-2026-0156", "GC-2026-0045", "GC-2026-0094", "GC-2026-0146",
    ]  # fmt: skip


def test_another_seed_or_another_population_gives_another_sample() -> None:
    once = draw(FOLIOS, Method.RANDOM, "7", 12)
    assert draw(FOLIOS, Method.RANDOM, "8", 12).folios != once.folios
    other = draw(FOLIOS[:-1], Method.RANDOM, "7", 12)
    assert other.digest != once.digest and other.folios != once.folios


def test_a_smaller_sample_is_the_beginning_of_a_larger_one() -> None:
    assert draw(FOLIOS, Method.RANDOM, "7", 20).folios[:12] == draw(FOLIOS, Method.RANDOM, "7", 12).folios


def test_whoever_asks_for_more_than_there_are_gets_all() -> None:
    assert draw(FOLIOS, Method.RANDOM, "7", 500).folios == [each.folio for each in FOLIOS]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 200))
def test_shares_are_whole_fair_and_leave_no_stratum_out_where_there_are_enough(sizes: list[int], size: int) -> None:
    given_, total = shares(sizes, size), sum(sizes)
    assert sum(given_) == min(size, total)
    assert all(0 <= share <= of for share, of in zip(given_, sizes, strict=True))
    if size >= len(sizes):
        assert all(given_)
    if size >= total:
        assert given_ == sizes


def test_each_stratum_is_drawn_by_itself_in_proportion() -> None:
    members = [Member(each.folio, "a" if at % 4 else "b") for at, each in enumerate(FOLIOS)] + [Member("Z", "c")]
    drawn = draw(members, Method.STRATIFIED, "7", 20)
    assert Counter(each.stratum for each in drawn.items) == {"a": 14, "b": 5, "c": 1}
    alone = draw([each for each in members if each.stratum == "b"], Method.RANDOM, "7,b", 5)
    assert [each.folio for each in drawn.items if each.stratum == "b"] == alone.folios


def test_by_monetary_unit_what_is_larger_than_an_interval_is_always_drawn_and_what_has_no_amount_never() -> None:
    members = [Member("big", units=600_00), *(Member(f"s{at:03d}", units=10_00) for at in range(40)), Member("none")]
    for seed in map(str, range(20)):
        drawn = draw(members, Method.MONETARY, seed, 10)
        assert {each.folio: each.hits for each in drawn.items}["big"] == 6
        assert sum(each.hits for each in drawn.items) == 10
        assert "none" not in drawn.folios


def test_by_monetary_unit_every_unit_has_the_same_chance() -> None:
    members = [Member(name, units=units) for name, units in (("a", 100), ("b", 300), ("c", 600))]
    found = Counter(draw(members, Method.MONETARY, str(seed), 1).folios[0] for seed in range(2_000))
    assert abs(found["a"] - 200) < 60 and abs(found["b"] - 600) < 90 and abs(found["c"] - 1200) < 90


@pytest.mark.parametrize("method", list(Method))
def test_the_list_of_a_population_gives_it_back(method: Method) -> None:
    members = [Member("GC-1", "Ganada, de prisa", 12), Member("GC-2", "x", -3)]
    content = listed(members, method)
    again = read_list(content, method)
    assert listed(again, method) == content
    assert draw(again, method, "s", 1) == draw(members, method, "s", 1)


@pytest.mark.parametrize(
    ("content", "method"),
    [(b"a\tb\n", Method.RANDOM), (b"a\n", Method.STRATIFIED), (b"a\tx\n", Method.MONETARY), (b"\xff", Method.RANDOM)],
)
def test_what_is_no_list_is_refused(content: bytes, method: Method) -> None:
    with pytest.raises(UnreadableList):
        read_list(content, method)


def test_what_cannot_be_drawn_is_refused() -> None:
    for seed in ("", "a\nb", "x" * 201):
        with pytest.raises(BadSeed):
            draw(FOLIOS, Method.RANDOM, seed, 1)
    with pytest.raises(BadSampleSize):
        draw(FOLIOS, Method.RANDOM, "7", 0)
    with pytest.raises(NothingToDraw):
        draw([], Method.RANDOM, "7", 1)
    with pytest.raises(NothingToDraw):
        draw(FOLIOS, Method.MONETARY, "7", 1)
