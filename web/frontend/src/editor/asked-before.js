// What the forms ask, by the steps that lead to a sequence flow, the nearest first: what a condition there can look at.
// Many forms ask for the same (an amount, a currency), so that the step says which is meant.

// Each question once, at the nearest step that asks it; what no step before asks comes last, under `elsewhere`.
export function askedBefore(flow, questions, elsewhere) {
  const left = new Set(questions);
  const groups = [];
  for (const { form, name } of stepsBefore(flow)) {
    const asked = questions.filter(each => left.has(each) && each.forms.includes(form));
    for (const each of asked) left.delete(each);
    if (asked.length) groups.push({ step: name, asked });
  }
  if (left.size) groups.push({ step: elsewhere, asked: [...left] });
  return groups;
}

function stepsBefore(flow) {
  const [found, waiting] = [[], [flow.sourceRef]];
  const seen = new Set(waiting);
  for (const node of waiting) {
    const form = formOf(node);
    if (form) found.push({ form, name: node.name || form });
    for (const before of leadingTo(node)) {
      if (!before || seen.has(before)) continue;
      seen.add(before);
      waiting.push(before);
    }
  }
  return found;
}

// Also into a sub-process, from its start to what leads to it, and from an event at an activity's edge to that activity.
function leadingTo(node) {
  if (node.attachedToRef) return [node.attachedToRef];
  const inside = (node.flowElements ?? []).filter(each => each.$instanceOf("bpmn:FlowNode"));
  const before = (node.get("incoming") ?? []).map(each => each.sourceRef);
  const outside = !before.length && node.$parent?.$instanceOf("bpmn:SubProcess") ? [node.$parent] : [];
  return [...inside, ...before, ...outside];
}

function formOf(node) {
  const ours = (node.extensionElements?.get("values") ?? []).find(each => each.$type === "cauce:Activity");
  return ours?.get("form");
}
