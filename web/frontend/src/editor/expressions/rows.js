// A condition of the diagram as rows of a table, «field · comparison · value», and back: what most conditions are, and
// what somebody who has never seen an expression can write. One that says more is no rows, and stays as it is written.
//
// A row: `name` of the variable, `is` the comparison, `value` a text, a number, a truth or a list of these, or `other`
// the name of another variable to compare with. The comparisons:
//   eq ne lt le gt ge  with a value or another variable     in out       whether it is one of several
//   has hasnt          whether a list or text holds a value  least most   how many a list holds
//   filled empty       whether it has a value                given lacks  the same of a number, a date, a choice, where
//                                                                         a naught or a No is a value too
import { tokens } from "./tokens.js";

const SIGNS = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" };
const BY_SIGN = Object.fromEntries(Object.entries(SIGNS).map(([is, sign]) => [sign, is]));
const TURNED = { eq: "eq", ne: "ne", lt: "gt", le: "ge", gt: "lt", ge: "le" };
const COUNTS = { least: ">=", most: "<=" };

// `{ any, rows }`: whether one row is enough, or all must hold; undefined where it is no rows.
export function rowsOf(text) {
  const all = tokens(text);
  if (!all?.length) return undefined;
  const parts = [[]];
  const joined = new Set();
  let depth = 0;
  for (const token of all) {
    if (["(", "["].includes(token.sign)) depth += 1;
    if ([")", "]"].includes(token.sign)) depth -= 1;
    if (depth < 0) return undefined;
    if (depth === 0 && ["and", "or"].includes(token.word)) {
      joined.add(token.word);
      parts.push([]);
    } else parts.at(-1).push(token);
  }
  if (joined.size > 1 || depth) return undefined;
  const rows = parts.map(part => row(bare(part)));
  return rows.every(Boolean) ? { any: joined.has("or"), rows } : undefined;
}

export function textOf({ any, rows }) {
  return rows.map(written).join(any ? " or " : " and ");
}

// Without the brackets around it.
function bare(part) {
  let depth = 0;
  const around = part[0]?.sign === "(" && part.at(-1).sign === ")" && part.every(({ sign }, index) => {
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    return depth > 0 || index === part.length - 1;
  });
  return around ? bare(part.slice(1, -1)) : part;
}

function row(part) {
  const [first, ...rest] = part;
  if (!first) return undefined;
  if (first.word === "not") return rest.length === 1 && rest[0].name ? { name: rest[0].name, is: "empty" } : undefined;
  if (first.name === "len") return count(rest);
  const left = operand(part);
  if (!left) return undefined;
  if (!left.rest.length) return left.name ? { name: left.name, is: "filled" } : undefined;
  const found = comparison(left.rest);
  const right = found && operand(found.rest);
  return right && !right.rest.length ? compared(left, found.is, right) : undefined;
}

function compared(left, is, right) {
  if (is === "is" || is === "isnt") {
    return left.name && right.value === null ? { name: left.name, is: is === "is" ? "lacks" : "given" } : undefined;
  }
  if (is === "in" || is === "out") {
    if (left.name && Array.isArray(right.value)) return { name: left.name, is, value: right.value };
    const held = right.name && left.name === undefined && !Array.isArray(left.value) && left.value !== null;
    return held ? { name: right.name, is: is === "in" ? "has" : "hasnt", value: left.value } : undefined;
  }
  if ([left, right].some(each => each.value === null || Array.isArray(each.value))) return undefined;
  if (left.name && right.name) return { name: left.name, is, other: right.name };
  if (left.name) return { name: left.name, is, value: right.value };
  return right.name ? { name: right.name, is: TURNED[is], value: left.value } : undefined;
}

// After `len`: `(name) >= 2`.
function count([open, variable, close, ...rest]) {
  if (open?.sign !== "(" || !variable?.name || close?.sign !== ")") return undefined;
  const [sign, number, ...more] = rest;
  const is = Object.keys(COUNTS).find(each => COUNTS[each] === sign?.sign);
  return is && Number.isInteger(number?.value) && !more.length ? { name: variable.name, is, value: number.value } : undefined;
}

function comparison([first, second, ...more]) {
  if (BY_SIGN[first.sign]) return { is: BY_SIGN[first.sign], rest: [second, ...more].filter(Boolean) };
  if (first.word === "in") return { is: "in", rest: [second, ...more].filter(Boolean) };
  if (first.word === "not" && second?.word === "in") return { is: "out", rest: more };
  if (first.word === "is" && second?.word === "not") return { is: "isnt", rest: more };
  return first.word === "is" ? { is: "is", rest: [second, ...more].filter(Boolean) } : undefined;
}

// A variable or a value, and what comes after it.
function operand([first, ...rest]) {
  if (!first) return undefined;
  if (first.name) return { name: first.name, rest };
  if (first.sign === "-" && typeof rest[0]?.value === "number") return { value: -rest[0].value, rest: rest.slice(1) };
  if (first.sign === "[") return list(rest);
  return "value" in first ? { value: first.value, rest } : undefined;
}

function list(rest) {
  const found = [];
  while (rest.length && rest[0].sign !== "]") {
    const item = operand(rest);
    if (!item || item.name || item.value === null || Array.isArray(item.value)) return undefined;
    found.push(item.value);
    rest = item.rest;
    if (rest[0]?.sign === ",") rest = rest.slice(1);
    else if (rest[0]?.sign !== "]") return undefined;
  }
  return rest.length ? { value: found, rest: rest.slice(1) } : undefined;
}

function written({ name, is, value, other }) {
  if (SIGNS[is]) return `${name} ${SIGNS[is]} ${other ?? literal(value)}`;
  if (COUNTS[is]) return `len(${name}) ${COUNTS[is]} ${literal(value)}`;
  switch (is) {
    case "in": return `${name} in ${literal(value)}`;
    case "out": return `${name} not in ${literal(value)}`;
    case "has": return `${literal(value)} in ${name}`;
    case "hasnt": return `${literal(value)} not in ${name}`;
    case "given": return `${name} is not None`;
    case "lacks": return `${name} is None`;
    case "empty": return `not ${name}`;
    default: return name;
  }
}

// A value as the language of diagrams writes it: a text as JSON does, but for two escapes that it does not know.
export function literal(value) {
  if (value === null || value === undefined) return "None";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value).replace(/\\(.)/g, (all, letter) => ({ b: "\\u0008", f: "\\u000c" })[letter] ?? all);
}
