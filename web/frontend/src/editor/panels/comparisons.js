// Which comparisons there are for a variable of a kind, and what a row of a condition says in words.
import { labelOf } from "./parts.jsx";

const HAS = { given: "Has an answer", lacks: "Has no answer" };
const FULL = { filled: "Has an answer", empty: "Has no answer" };
const COUNT = { least: "Has at least", most: "Has at most" };
const ONE = { eq: "Is", ne: "Is not" };

export const WORDS = {
  boolean: { eq: "Is", ...HAS },
  choice: { ...ONE, in: "Is one of", out: "Is none of", ...HAS },
  number: {
    eq: "Is equal to", ne: "Is not equal to", gt: "Is more than", ge: "Is at least", lt: "Is less than", le: "Is at most", ...HAS,
  },
  date: {
    eq: "Is on", ne: "Is not on", lt: "Is before", le: "Is on or before", gt: "Is after", ge: "Is on or after", ...HAS,
  },
  text: { ...FULL, ...ONE, has: "Contains", hasnt: "Does not contain" },
  choices: { has: "Includes", hasnt: "Does not include", ...FULL, ...COUNT },
  list: { ...FULL, ...COUNT },
  object: FULL,
  any: { ...FULL, ...ONE },
};

// A choice is told apart by its options and not by what these are.
export function kindOf(variable) {
  if (!variable) return "any";
  if (variable.options.length && variable.kind !== "boolean") return variable.kind === "list" ? "choices" : "choice";
  return variable.kind in WORDS ? variable.kind : "any";
}

const KINDS = {
  boolean: "Yes or no", choice: "One of several", choices: "Several of several", number: "A number", date: "A date", text: "A text", list: "A list",
};

// What a variable is, and where it is asked.
export function about(variable, step, translate) {
  const kind = translate(KINDS[kindOf(variable)] ?? "Of any kind");
  return step ? translate("{kind}, asked in “{step}”", { kind, step }) : kind;
}

export function takes(is) {
  if (["filled", "empty", "given", "lacks"].includes(is)) return "nothing";
  return ["in", "out"].includes(is) ? "several" : ["least", "most"].includes(is) ? "count" : "one";
}

export function isComplete({ name, is, value, other }) {
  if (!name || !is) return false;
  const wanted = takes(is);
  if (wanted === "nothing" || other) return true;
  return wanted === "several" ? value?.length > 0 : value !== undefined && value !== "";
}

// Yes and No are asked as an answer, where only the name stands in the condition; and whether something has an answer by
// the comparison that its kind has, where both say the same of it.
export function fitted(row, variable) {
  const kind = kindOf(variable);
  if (kind === "boolean" && ["filled", "empty"].includes(row.is)) return { name: row.name, is: "eq", value: row.is === "filled" };
  return row;
}

export function optionsOf(variable, translate) {
  if (variable?.kind === "boolean" && !variable.options.length) {
    return [{ value: true, label: translate("Yes") }, { value: false, label: translate("No") }];
  }
  return variable?.options ?? [];
}

export function sentence({ any, rows }, find, translate, format) {
  const said = rows.map(row => said_(row, find(row.name), translate, format));
  return translate("If {rows}", { rows: said.join(` ${translate(any ? "Or else" : "And also")} `) });
}

function said_(row, variable, translate, format) {
  const words = WORDS[kindOf(variable)][row.is] ?? WORDS.any[row.is] ?? WORDS.number[row.is] ?? WORDS.choices[row.is] ?? WORDS.choice[row.is];
  const field = translate("“{text}”", { text: labelOf(row.name) });
  return [field, translate(words).toLowerCase(), valueOf(row, variable, translate, format)].filter(Boolean).join(" ");
}

function valueOf({ is, value, other }, variable, translate, format) {
  if (takes(is) === "nothing") return "";
  if (other) return translate("“{text}”", { text: labelOf(other) });
  const options = optionsOf(variable, translate);
  const one = each => options.find(option => option.value === each)?.label ?? format(each, variable);
  return [value].flat().map(each => translate("“{text}”", { text: one(each) })).join(", ");
}

// A value in a sentence: with separators, a date in full.
export function format(translate) {
  const language = document.documentElement.lang === "es" ? "es-MX" : "en";
  return (value, variable) => {
    if (typeof value === "boolean") return translate(value ? "Yes" : "No");
    if (typeof value === "number") return value.toLocaleString(language);
    const date = variable?.kind === "date" && /^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${value}T12:00:00`);
    return date ? date.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" }) : String(value);
  };
}
