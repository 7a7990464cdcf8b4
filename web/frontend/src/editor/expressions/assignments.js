// A script of the diagram as assignments, `{ name, text }` each, and back. One that says more, such as a remark, is none.
import { tokens } from "./tokens.js";
import { literal } from "./rows.js";

const BEGINS = /^([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)\s*(.*)$/u;
const OPEN = "([{";
const CLOSE = ")]}";

export function assignmentsOf(script) {
  const found = [];
  for (const line of script.split("\n").filter(each => each.trim())) {
    const last = found.at(-1);
    if (last && depth(last.text) > 0) last.text += `\n${line}`;
    else {
      const [, name, text] = BEGINS.exec(line.trim()) ?? [];
      if (!name) return undefined;
      found.push({ name, text });
    }
    if (!tokens(found.at(-1).text)) return undefined;
  }
  return found.every(({ text }) => text && depth(text) === 0) ? found : undefined;
}

export function scriptOfAssignments(assignments) {
  return assignments.map(({ name, text }) => `${name} = ${text}`).join("\n");
}

function depth(text) {
  return (tokens(text) ?? []).reduce((sum, { sign }) => sum + (sign ? OPEN.includes(sign) - CLOSE.includes(sign) : 0), 0);
}

// What an assignment gives: `{ kind, value }`, where the kind is "field" (the value is its name), "text", "number",
// "true", "false", "none", "list" (an empty one), or "formula" for all else.
export function given(text) {
  const all = tokens(text);
  const value = all?.length === 1 ? all[0] : all?.length === 2 && all[0].sign === "-" && typeof all[1].value === "number" ? { value: -all[1].value } : {};
  if (all?.length === 2 && all[0].sign === "[" && all[1].sign === "]") return { kind: "list" };
  if (value.name) return { kind: "field", value: value.name };
  if (!("value" in value)) return { kind: "formula", value: text };
  if (value.value === null) return { kind: "none" };
  return typeof value.value === "boolean" ? { kind: String(value.value) } : { kind: typeof value.value === "number" ? "number" : "text", value: value.value };
}

export function textOfGiven({ kind, value }) {
  switch (kind) {
    case "text": return literal(value ?? "");
    case "number": return String(value);
    case "true": return "True";
    case "false": return "False";
    case "none": return "None";
    case "list": return "[]";
    default: return value;
  }
}

// A name for what somebody calls something: letters without accents, digits, and lines between words.
export function nameFor(label) {
  const made = label.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return /^\d/.test(made) ? `_${made}` : made;
}
