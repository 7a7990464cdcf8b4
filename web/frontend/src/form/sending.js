// What form-js holds → the entries of the form that the server drew: one form, read by one reader (web/inbox/forms.py),
// whether script ran or not. Sent as any form is, by the browser.
import { at, general, isList, nameOf, onlyShown, ownPath } from "./names.js";
import { keyOf } from "./choices.jsx";
import { write } from "./numerals.js";

export function sendThrough(owner, form, page) {
  const seen = owner.elements["seen-fields"];
  const ours = new Set(["csrf-token", seen.name]);
  owner.addEventListener("formdata", ({ formData }) => {
    // What form-js holds and not what its inputs say: a hidden answer goes too, and comes back when it is shown again.
    for (const name of [...formData.keys()]) {
      if (!ours.has(name)) formData.delete(name);
    }
    const { schema, data } = form._getState();
    for (const [name, value] of entries(schema.components, data, [], page)) {
      if (value instanceof File) formData.append(name, value, value.name);
      else formData.append(name, value);
    }
    formData.set(seen.name, [...seenIn(form)].sort().join(" "));
  });
}

// The general names of the questions that are on the page.
export function visible(form) {
  const registry = form.get("formFieldRegistry");
  const asked = form.get("formFieldInstanceRegistry").getAll().filter(({ id }) => {
    const field = registry.get(id);
    return isList(field) || (field.key && !onlyShown(field));
  });
  return new Set(asked.map(({ valuePath }) => general(nameOf(valuePath))));
}

// Those too that stand in the rows of a list that has none: whoever adds one sees them, and the server draws one always.
function seenIn(form) {
  const names = visible(form);
  const registry = form.get("formFieldRegistry");
  for (const { id, valuePath } of form.get("formFieldInstanceRegistry").getAll()) {
    const field = registry.get(id);
    if (isList(field)) inRows(field.components, [...valuePath, 0], names);
  }
  return names;
}

function inRows(components, prefix, names) {
  for (const field of components ?? []) {
    const path = [...prefix, ...ownPath(field)];
    if (field.key && onlyShown(field)) continue;
    if (field.key || isList(field)) names.add(general(nameOf(path)));
    if (field.components) inRows(field.components, isList(field) ? [...path, 0] : path, names);
  }
}

function* entries(components, data, prefix, page) {
  for (const field of components ?? []) {
    const path = [...prefix, ...ownPath(field)];
    if (isList(field)) {
      for (const number of (at(data, path) ?? []).keys()) yield* entries(field.components, data, [...path, number], page);
    } else if (field.components) {
      yield* entries(field.components, data, path, page);
    } else if (field.key && !onlyShown(field)) {
      for (const text of texts(field, at(data, path), page)) yield [nameOf(path), text];
    }
  }
}

function* texts(field, value, page) {
  switch (field.type) {
    case "filepicker":
      for (const file of value ?? []) yield file.signed ?? page.fileOf(file);
      break;
    case "checkbox":
      yield value === true ? "on" : "off";
      break;
    case "checklist":
    case "taglist":
      yield ""; // that none was chosen is an answer too
      yield* (value ?? []).map(keyOf);
      break;
    case "radio":
    case "select":
      yield value === null || value === undefined ? "" : keyOf(value);
      break;
    case "number":
      yield write(value);
      break;
    default:
      yield value ?? "";
  }
}
