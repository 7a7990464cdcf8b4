"""Plots as SVG, written by hand: bars for what is compared, curves for what grows."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from tests.bench.report import SECONDS, Report

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 190, 30, 50, 50
COLOURS = ("#1f6f8b", "#c8553d", "#6a994e", "#8e6c8a")

Points = Sequence[tuple[float, float]]


def write(report: Report, folder: Path) -> list[Path]:
    """Write every plot that `report` has figures for; gives their files."""
    written = []
    for name, (title, wanted) in BARS.items():
        medians = {label: report.median(SECONDS, figure) for label, figure in wanted.items()}
        found = {label: value * 1000 for label, value in medians.items() if value is not None}
        if found:
            written.append(folder / f"{name}.svg")
            written[-1].write_text(bars(title, found))
    if report.curves:
        curves = {name: [(x, y * 1000) for x, y in points] for name, points in report.curves.items()}
        written.append(folder / "loop.svg")
        written[-1].write_text(lines("A completion after so many passes of 5 ↔ 6 (ms, SQLite)", curves))
    return written


BARS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "golden": (
        "A completion on the golden path (ms)",
        {
            "SQLite: SQL by hand": "golden_raw_sqlite",
            "SQLite: Cauce": "golden_cauce_sqlite",
            "SQLite: naive SpiffWorkflow": "golden_naive_sqlite",
            "SQLite: django-viewflow": "golden_viewflow_sqlite",
            "SQLite: DBOS": "golden_dbos_sqlite",
            "PostgreSQL: SQL by hand": "golden_raw_postgresql",
            "PostgreSQL: Cauce": "golden_cauce_postgresql",
            "PostgreSQL: naive SpiffWorkflow": "golden_naive_postgresql",
            "PostgreSQL: django-viewflow": "golden_viewflow_postgresql",
            "PostgreSQL: DBOS": "golden_dbos_postgresql",
            "Files: bpmn-engine": "golden_bpmn_engine",
        },
    ),
    "inbox": (
        "A page of an inbox, 95th percentile (ms)",
        {
            "SQLite: 10 k open tasks": "inbox_10k_sqlite",
            "SQLite: 1 M open tasks": "inbox_1m_sqlite",
            "PostgreSQL: 10 k open tasks": "inbox_10k_postgresql",
            "PostgreSQL: 1 M open tasks": "inbox_1m_postgresql",
        },
    ),
    "clients": (
        "A completion of all clients together, PostgreSQL (ms)",
        {"1 client": "clients_1", "2 clients": "clients_2", "4 clients": "clients_4"},
    ),
}


def bars(title: str, values: Mapping[str, float]) -> str:
    """A horizontal bar for each value, with the value at its end; labels that end alike have one colour."""
    longest = max(values.values())
    room = (HEIGHT - TOP - BOTTOM) / len(values)
    width = WIDTH - LEFT - RIGHT - 60
    kinds = list(dict.fromkeys(map(_kind, values)))
    drawn = []
    for number, (label, value) in enumerate(values.items()):
        y = TOP + number * room
        middle = y + room / 2 + 4
        drawn += [
            _text(LEFT - 8, middle, label, "end"),
            f'<rect x="{LEFT}" y="{y + room * 0.15:.1f}" width="{width * value / longest:.1f}" '
            f'height="{room * 0.7:.1f}" fill="{COLOURS[kinds.index(_kind(label)) % len(COLOURS)]}"/>',
            _text(LEFT + width * value / longest + 6, middle, f"{value:.3g}"),
        ]
    return _svg(title, drawn)


def lines(title: str, curves: Mapping[str, Points]) -> str:
    """Curves on two logarithmic axes."""
    xs = [x for points in curves.values() for x, _ in points]
    ys = [y for points in curves.values() for _, y in points]
    low_x, high_x = floor(log10(min(xs))), max(ceil(log10(max(xs))), 1)
    low_y, high_y = floor(log10(min(ys))), ceil(log10(max(ys)) + 1e-9)
    left = 60

    def across(x: float) -> float:
        return left + (WIDTH - left - RIGHT) * (log10(x) - low_x) / (high_x - low_x)

    def down(y: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(y) - low_y) / max(high_y - low_y, 1)

    drawn = []
    for power in range(low_x, high_x + 1):
        x = across(10**power)
        drawn.append(_line(x, TOP, x, HEIGHT - BOTTOM))
        drawn.append(_text(x, HEIGHT - BOTTOM + 18, f"{10**power:,}", "middle"))
    for power in range(low_y, high_y + 1):
        y = down(10**power)
        drawn.append(_line(left, y, WIDTH - RIGHT, y))
        drawn.append(_text(left - 8, y + 4, f"{10**power:g}", "end"))
    for colour, (name, points) in zip(COLOURS, curves.items(), strict=False):
        path = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in sorted(points))
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = max(points)
        drawn.append(_text(min(across(x), WIDTH - RIGHT - 110), down(y) - 8, name, colour=colour))
    return _svg(title, drawn)


def _kind(label: str) -> str:
    """What bars of one colour have in common: the part of their label after the colon."""
    return label.rpartition(": ")[2]


def _svg(title: str, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">'
    )
    name = f"<title>{escape(title)}</title>"
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    heading = f'<text x="16" y="28" font-size="16">{escape(title)}</text>'
    return "\n".join([head, name, ground, heading, *drawn, "</svg>\n"])


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'
