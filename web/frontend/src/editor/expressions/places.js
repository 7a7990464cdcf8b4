// The places of a letter's text, «{requerimiento}», with what people call the variables, «{Requerimiento}», and back.
const STORED = /\{([\p{L}\p{N}_]+)(:\d)?\}/gu;
const SHOWN = /\{([^{}]+?)(:\d)?\}/gu;

// What each variable is called in a text, by its name: by its label, where that is its alone and can stand in braces.
export function calledInTexts(variables) {
  const labels = new Map();
  for (const { name, label } of variables) {
    const fits = label && !/[{}]|:\d$/.test(label);
    const alike = variables.some(other => other.name !== name && other.label === label);
    labels.set(name, fits ? (alike ? `${label} (${name})` : label) : name);
  }
  return labels;
}

export function shown(text, labels) {
  return text.replace(STORED, (_, name, digits) => `{${labels.get(name) ?? name}${digits ?? ""}}`);
}

export function stored(text, labels) {
  const names = new Map([...labels].map(([name, label]) => [label.toLowerCase(), name]));
  return text.replace(SHOWN, (_, label, digits) => `{${names.get(label.trim().toLowerCase()) ?? label}${digits ?? ""}}`);
}
