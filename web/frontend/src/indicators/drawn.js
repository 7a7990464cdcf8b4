// How a table is drawn, by the kind of chart.
import { axisX, axisY, barX, barY, dot, gridX, gridY, line, link, plot, ruleX, ruleY } from "@observablehq/plot";

const LETTER = 7.2; // pixels that a letter takes, at 12 px
const LYING = 30; // pixels for a bar that lies
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

export const DRAWN = { stack, across, lines, ranges };

function stack({ columns, rows, numbers }, { width, height, unit }) {
  return plot({
    ...common(columns, width),
    height,
    x: { domain: rows, label: null },
    y: { label: unit, tickFormat: number.format, nice: true },
    marks: [
      gridY(), months(rows, width), axisY({ label: unit, tickFormat: whole }), ruleY([0]),
      barY(shown(numbers), { x: "row", y: "value", fill: "column", order: columns.map(each => each.name), ...words }),
    ],
  });
}

function across({ columns, rows, numbers }, { width, unit }) {
  const left = Math.min(Math.max(...rows.map(row => row.length), 4) * LETTER + 12, width / 2.5);
  const short = text => (text.length * LETTER + 12 > left ? `${text.slice(0, left / LETTER - 2)}…` : text);
  return plot({
    ...common(columns, width),
    marginLeft: left,
    height: rows.length * LYING + 60,
    y: { domain: rows, label: null },
    x: { label: unit, tickFormat: number.format, nice: true },
    marks: [
      gridX(), axisX({ label: unit, tickFormat: whole }), axisY({ label: null, tickFormat: short, tickSize: 0 }), ruleX([0]),
      barX(shown(numbers), { y: "row", x: "value", fill: "column", order: columns.map(each => each.name), ...words }),
    ],
  });
}

function lines({ columns, rows, numbers }, { width, height, unit }) {
  return plot({
    ...common(columns, width),
    height,
    x: { domain: rows, label: null, type: "point" },
    y: { label: unit, zero: true, nice: true },
    marks: [
      gridY(), months(rows, width), axisY({ label: unit, tickFormat: number.format }), ruleY([0]),
      line(numbers, { x: "row", y: "value", stroke: "column", z: "column", strokeWidth: 2 }),
      dot(numbers, { x: "row", y: "value", fill: "column", symbol: "column", r: 4.5, ...words }),
    ],
  });
}

// From the first to the last of what each row has, with a dot for each.
function ranges({ columns, rows, numbers }, { width, unit }) {
  const spans = rows.map(row => numbers.filter(each => each.row === row).map(each => each.value))
    .map((values, index) => ({ row: rows[index], least: Math.min(...values), most: Math.max(...values) }))
    .filter(each => Number.isFinite(each.most));
  const left = Math.min(Math.max(...rows.map(row => row.length), 4) * LETTER + 12, width / 2.5);
  return plot({
    ...common(columns, width),
    marginLeft: left,
    height: rows.length * LYING + 60,
    y: { domain: rows, label: null },
    x: { label: unit, zero: true, nice: true },
    marks: [
      gridX(), axisX({ label: unit, tickFormat: number.format }), axisY({ label: null, tickSize: 0 }), ruleX([0]),
      link(spans, { x1: "least", x2: "most", y: "row", stroke: "currentColor", strokeOpacity: 0.35, strokeWidth: 2 }),
      dot(numbers, { x: "value", y: "row", fill: "column", symbol: "column", r: 6, ...words }),
    ],
  });
}

// Of what is counted there is no half.
const whole = text => (Number.isInteger(text) ? number.format(text) : "");
const words = { title: "words", href: "href" };
const shown = numbers => numbers.filter(each => each.value);

function common(columns, width) {
  const names = columns.map(each => each.name), range = columns.map(each => `var(--chart-${each.tint})`);
  return { width, marginBottom: 40, style: { fontSize: "12px", fontFamily: "inherit", background: "none" }, color: { type: "categorical", domain: names, range }, symbol: { domain: names } };
}

// As many names of months as there is room for, the last one among them.
function months(rows, width) {
  const room = Math.max(Math.floor((width - 60) / (Math.max(...rows.map(row => row.length), 1) * LETTER + 8)), 1);
  const each = Math.ceil(rows.length / room);
  return axisX({ label: null, ticks: rows.filter((_, index) => (rows.length - 1 - index) % each === 0) });
}
