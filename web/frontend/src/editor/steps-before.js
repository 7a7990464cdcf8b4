// The elements that lead to another, the nearest first, by their ids: where many forms ask for the same (an amount, a
// currency), the last that did is the one that is meant.
export function stepsBefore(object) {
  const waiting = [object.sourceRef ?? object];
  const seen = new Set(waiting);
  for (const node of waiting) {
    for (const before of leadingTo(node)) {
      if (!before || seen.has(before)) continue;
      seen.add(before);
      waiting.push(before);
    }
  }
  return waiting.map(each => each.id);
}

// Also into a sub-process, from its start to what leads to it, and from an event at an activity's edge to that activity.
function leadingTo(node) {
  if (node.attachedToRef) return [node.attachedToRef];
  const inside = (node.flowElements ?? []).filter(each => each.$instanceOf("bpmn:FlowNode"));
  const before = (node.get("incoming") ?? []).map(each => each.sourceRef);
  const outside = !before.length && node.$parent?.$instanceOf("bpmn:SubProcess") ? [node.$parent] : [];
  return [...inside, ...before, ...outside];
}
