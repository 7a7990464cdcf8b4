// bpmn-js and its properties panel in the reader's language; what has no Spanish here is told to the console once.
import { spanish } from "./spanish.js";

const missing = new Set();

function inSpanish(template, replacements = {}) {
  const text = spanish[template];
  if (text === undefined && !missing.has(template)) {
    missing.add(template);
    console.info(`no Spanish: ${template}`);
  }
  return (text ?? template).replace(/{([^}]+)}/g, (all, name) => replacements[name] ?? all);
}

export function translateModule(language) {
  return language === "es" ? { translate: ["value", inSpanish] } : {};
}
