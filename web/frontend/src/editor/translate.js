// bpmn-js and its properties panel in the reader's language: as the community translates them, and where it does not,
// or otherwise than we call things, in our own Spanish. What has neither is told to the console once.
import published from "bpmn-js-i18n/translations/es.js";

import { spanish } from "./spanish.js";

const table = new Map(Object.entries({ ...byKey(published), ...byKey(spanish) }));
const missing = new Set();

// The panel's head says "Collapsed Sub Process" and "Compensate End Event" for what menus call "Sub-process (collapsed)"
// and "Compensation end event".
export function normalised(template) {
  return template
    .toLowerCase()
    .replaceAll("-", " ")
    .replace(/^compensate /, "compensation ")
    .replace(/^(collapsed|expanded) (.*)$/, "$2 ($1)");
}

function byKey(texts) {
  return Object.fromEntries(Object.entries(texts).map(([template, text]) => [normalised(template), text]));
}

export function translated(template) {
  return table.get(normalised(template));
}

function inSpanish(template, replacements = {}) {
  const text = translated(template);
  if (text === undefined && !missing.has(template)) {
    missing.add(template);
    console.info(`no Spanish: ${template}`);
  }
  return (text ?? template).replace(/{([^}]+)}/g, (all, name) => replacements[name] ?? all);
}

export function translateModule(language) {
  return language === "es" ? { translate: ["value", inSpanish] } : {};
}
