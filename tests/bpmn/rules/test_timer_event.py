"""bpmn.rules.timer_event: what it accepts and what it finds."""

import pytest

from bpmn.lint import lint


def timer(kind: str, text: str, event: str = '<intermediateCatchEvent id="wait">') -> str:
    tag = event.split()[0].removeprefix("<")
    return f"{event}<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition></{tag}>"


BOUNDARY = '<boundaryEvent id="edge" attachedToRef="a">'
BESIDE = '<boundaryEvent id="edge" attachedToRef="a" cancelActivity="false">'


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="none of them"),
        pytest.param(
            "start > a > end",
            timer("timeDate", "2026-03-04", '<startEvent id="start">'),
            ["start"],
            id="on a start event",
        ),
        pytest.param(
            "start > a > end", timer("timeDuration", "P1D", '<endEvent id="end">'), ["end"], id="on an end event"
        ),
        pytest.param("start > wait > end", timer("timeDuration", "P3D"), [], id="a duration in the flow"),
        pytest.param("start > wait > end", timer("timeDuration", " P1Y2M3DT4H5M6.5S\n"), [], id="a long duration"),
        pytest.param("start > wait > end", timer("timeDuration", "P2W"), [], id="weeks"),
        pytest.param("start > wait > end", timer("timeDate", "2026-03-04"), [], id="a day"),
        pytest.param(
            "start > wait > end", timer("timeDate", "2026-03-04T10:00:00-06:00"), [], id="a moment with a zone"
        ),
        pytest.param("start > wait > end", timer("timeDate", "fecha_entrega"), [], id="a date in a variable"),
        pytest.param("start > wait > end", timer("timeDuration", '"P3D" if x else "P1D"'), [], id="an expression"),
        pytest.param("start > a > end; edge > end", timer("timeDuration", "PT4H", BOUNDARY), [], id="on the boundary"),
        pytest.param("start > a > end; edge > end", timer("timeCycle", "R3/PT1H", BESIDE), [], id="three times"),
        pytest.param("start > a > end; edge > end", timer("timeCycle", "R/P1D", BESIDE), [], id="every day"),
        pytest.param(
            "start > a > end; edge > end", timer("timeCycle", "R2/2026-03-04T10:00/P1D", BESIDE), [], id="from a day on"
        ),
        pytest.param(
            "start > a > end; edge > end",
            timer("timeCycle", "R3/PT1H", BOUNDARY),
            ["edge (warning)"],
            id="a cycle that interrupts",
        ),
        pytest.param("start > wait > end", timer("timeDuration", ""), ["wait"], id="no duration"),
        pytest.param("start > wait > end", timer("timeDuration", "PT0.5H"), [], id="half an hour"),
        pytest.param("start > wait > end", timer("timeDuration", "3 days"), ["wait"], id="words"),
        pytest.param("start > wait > end", timer("timeDuration", "P3X"), ["wait"], id="a unit that does not exist"),
        pytest.param("start > wait > end", timer("timeDuration", "P3H"), ["wait"], id="hours without their T"),
        pytest.param("start > wait > end", timer("timeDuration", "PT"), ["wait"], id="a duration of nothing"),
        pytest.param("start > wait > end", timer("timeDate", "2026-02-30"), ["wait"], id="a day that does not exist"),
        pytest.param("start > wait > end", timer("timeDate", "P3D"), ["wait"], id="a duration for a date"),
        pytest.param("start > wait > end", timer("timeCycle", "PT1H"), ["wait"], id="a duration for a cycle"),
        pytest.param("start > wait > end", timer("timeCycle", "R0/PT1H"), ["wait"], id="a cycle that never comes"),
        pytest.param("start > a > end; edge > end", timer("timeCycle", "R/PT10S", BESIDE), ["edge"], id="too often"),
        pytest.param("start > wait > end", timer("timeCycle", "R/PT0S"), ["wait"], id="a cycle without time between"),
        pytest.param("start > wait > end", timer("timeDuration", ""), ["wait"], id="nothing"),
        pytest.param("start > wait > end", timer("timeDuration", "open('x')"), ["wait"], id="what no expression may"),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><timerEventDefinition/></intermediateCatchEvent>',
            ["wait"],
            id="no time at all",
        ),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><timerEventDefinition><timeDate>2026-03-04</timeDate>'
            "<timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            ["wait"],
            id="two times",
        ),
    ],
)
def test_timer_event(found, flows, inside, expected):
    assert found("timer_event", flows, inside) == expected


@pytest.mark.parametrize(
    ("tag", "advice"),
    [("timeDate", "2026-03-04T10:00"), ("timeDuration", "four hours as PT4H"), ("timeCycle", "every day as R/P1D")],
)
def test_a_timer_that_says_nothing_is_told_what_it_could_say(diagram, tag, advice):
    report = lint(diagram("start > wait > end", timer(tag, " ")))
    (finding,) = [each for each in report.findings if each.code == "timer_event"]
    assert advice in str(finding.message)
