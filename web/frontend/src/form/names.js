// How a place in the data is called on the page, as the server writes it: cliente, acuerdos[0].fecha.

// ["acuerdos", 0, "fecha"] → acuerdos[0].fecha
export function nameOf(path) {
  return path.map(step => typeof step === "number" ? `[${step}]` : `.${step}`).join("").replace(/^\./, "");
}

// A name without its row numbers: a question is the same in every row.
export function general(name) {
  return name.replace(/\[\d+\]/g, "[]");
}

// The id of the field with that name, to which the summary of errors leads.
export function anchor(name) {
  return "campo-" + name.replace(/[^\p{L}\p{N}_]+/gu, "-").replace(/^-|-$/g, "");
}

// What people know a component by; expressions and templates are not evaluated in labels.
export function labelOf(field) {
  const texts = [field.label, field.dateLabel, field.timeLabel, field.alt];
  const found = texts.find(text => typeof text === "string" && text.trim() && !text.startsWith("=") && !text.includes("{{"));
  return found?.trim() ?? field.key ?? field.path ?? "";
}

export function onlyShown(field) {
  return field.disabled === true || field.readonly === true;
}

export function isList(field) {
  return field.type === "dynamiclist" && field.isRepeating !== false;
}

// The path of a component within its parent's object.
export function ownPath(field) {
  return (field.key ?? field.path ?? "").split(".").filter(Boolean);
}

export function at(data, path) {
  return path.reduce((value, step) => value?.[step], data);
}
