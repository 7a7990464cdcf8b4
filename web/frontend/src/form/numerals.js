// Numbers as people type them, read exactly as the server reads them (bpmn/forms/kinds/number.py): a point for decimals, and
// commas only where thousands have them.
const NUMERAL = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
const LONGEST = 40;

// The value of what was typed; what is no number stays the text that was typed, so that it can be mended.
export function read(text, asText) {
  const typed = text.trim().replace(/^\$/, "").trim();
  if (!typed) return null;
  if (typed.length > LONGEST || !NUMERAL.test(typed)) return text;
  const plain = typed.replaceAll(",", "");
  return asText ? plain : Number(plain);
}

// The text of a value: with separators, and at least `digits` decimals.
export function write(value, digits = 0) {
  if (value === null || value === undefined) return "";
  const plain = String(value).replaceAll(",", "");
  if (plain.length > LONGEST || !NUMERAL.test(String(value))) return String(value);
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain);
  const decimals = fraction.padEnd(digits, "0");
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals && `.${decimals}`);
}

export function isNumeral(value) {
  return typeof value === "number" || (typeof value === "string" && /^-?\d{1,30}(\.\d{1,20})?$/.test(value));
}

export function decimals(value) {
  const [mantissa, exponent = "0"] = String(value).toLowerCase().split("e");
  return Math.max(0, (mantissa.split(".")[1]?.replace(/0+$/, "").length ?? 0) - Number(exponent));
}
