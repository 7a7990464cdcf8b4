"""Sizes and limits: what the AICPA's Audit Guide prints, and what no sample can show. Pure."""

import pytest

from engine.sampling.sizes import BadPlan, Plan, Size, TooLargeASample, size_of, upper_limit

A_1 = {
    0: "149(0) 99(0) 74(0) 59(0) 49(0) 42(0) 36(0) 32(0) 29(0) 19(0) 14(0)",
    0.25: "236(1) 157(1) 117(1) 93(1) 78(1) 66(1) 58(1) 51(1) 46(1) 30(1) 22(1)",
    0.5: "313(2) 157(1) 117(1) 93(1) 78(1) 66(1) 58(1) 51(1) 46(1) 30(1) 22(1)",
    1: "* 257(3) 156(2) 93(1) 78(1) 66(1) 58(1) 51(1) 46(1) 30(1) 22(1)",
    1.5: "* 392(6) 192(3) 124(2) 103(2) 66(1) 58(1) 51(1) 46(1) 30(1) 22(1)",
    2: "* 846(17) 294(6) 181(4) 127(3) 88(2) 77(2) 68(2) 46(1) 30(1) 22(1)",
    2.5: "* * 513(13) 234(6) 150(4) 109(3) 77(2) 68(2) 61(2) 30(1) 22(1)",
    3: "* * * 361(11) 195(6) 129(4) 95(3) 84(3) 61(2) 30(1) 22(1)",
}
"""Table A-1 (a risk of 5 %): by the expected rate, for the tolerable ones. An asterisk: not printed, too large."""
A_2 = {
    0: "114(0) 76(0) 57(0) 45(0) 38(0) 32(0) 28(0) 25(0) 22(0) 15(0) 11(0)",
    1: "* 176(2) 96(1) 77(1) 64(1) 55(1) 48(1) 42(1) 38(1) 25(1) 18(1)",
    2: "* * 198(4) 132(3) 88(2) 75(2) 48(1) 42(1) 38(1) 25(1) 18(1)",
    3: "* * * * 132(4) 94(3) 65(2) 58(2) 52(2) 25(1) 18(1)",
    4: "* * * * * 149(6) 98(4) 73(3) 65(3) 25(1) 18(1)",
}
TOLERABLE = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20)


@pytest.mark.parametrize(("confidence", "table"), [(95, A_1), (90, A_2)])
def test_sizes_are_those_of_the_printed_tables(confidence: float, table: dict[float, str]) -> None:
    for expected, row in table.items():
        for tolerable, printed in zip(TOLERABLE, row.split(), strict=True):
            if printed != "*":
                items, deviations = map(int, printed.rstrip(")").split("("))
                assert size_of(Plan(confidence, tolerable, expected)) == Size(items, deviations), (tolerable, expected)


@pytest.mark.parametrize(
    ("items", "confidence", "printed"),
    [
        (25, 95, (11.3, 17.6)),
        (50, 95, (5.9, 9.2, 12.1)),
        (60, 95, (4.9, 7.7, 10.2)),
        (100, 95, (3.0, 4.7, 6.2, 7.6)),
        (200, 95, (1.5, 2.4, 3.2, 3.9)),
        (25, 90, (8.8, 14.7, 20.0)),
        (100, 90, (2.3, 3.9, 5.3, 6.6)),
    ],
)
def test_limits_are_those_of_the_printed_tables(items: int, confidence: float, printed: tuple[float, ...]) -> None:
    """Tables A-3 and A-4 round up, so that a limit is never told smaller than it is."""
    for deviations, limit in enumerate(printed):
        assert limit - 0.11 < upper_limit(items, deviations, confidence) <= limit + 0.05, (deviations, limit)


def test_a_sample_of_that_size_shows_what_its_plan_is_to_show() -> None:
    for plan in (Plan(95, 5), Plan(90, 7, 3), Plan(99, 4, 1)):
        size = size_of(plan)
        assert upper_limit(size.items, size.deviations, plan.confidence) <= plan.tolerable + 1e-6
        assert upper_limit(size.items - 1, size.deviations, plan.confidence) > plan.tolerable - 1e-6


def test_all_deviating_leaves_nothing_out() -> None:
    assert upper_limit(5, 5, 95) == 100


def test_what_no_sample_shows_is_refused() -> None:
    with pytest.raises(TooLargeASample):
        size_of(Plan(95, 3, 2.9))
    for plan in (Plan(40, 5), Plan(95, 0), Plan(95, 5, 5), Plan(95, 60), Plan(float("nan"), 5)):
        with pytest.raises(BadPlan):
            size_of(plan)
    with pytest.raises(BadPlan):
        Plan.of("95", "cinco", "")
    assert Plan.of("95", "5,5", "") == Plan(95, 5.5, 0)
