// The order in which one goes through a drawing by keyboard: along the flow from its starts, then what no arrow leads to,
// then lanes and the rest.
import { is } from "bpmn-js/lib/util/ModelUtil";

export function inOrder(root) {
  const all = within(root).filter(each => each.type !== "label" && !each.waypoints && !each.hidden);
  const nodes = all.filter(each => is(each, "bpmn:FlowNode")).sort(reading);
  const starts = nodes.filter(each => !each.incoming.length && !each.host);
  const found = new Set();
  for (const start of [...starts, ...nodes]) follow(start, found);
  return [...found, ...all.filter(each => !found.has(each)).sort(reading)];
}

function follow(start, found) {
  const waiting = [start];
  for (const node of waiting) {
    if (found.has(node)) continue;
    found.add(node);
    const on = [node, ...(node.attachers ?? [])].flatMap(each => each.outgoing).filter(each => is(each, "bpmn:SequenceFlow"));
    waiting.push(...(node.attachers ?? []), ...on.map(each => each.target).sort(reading));
  }
}

const within = shape => (shape.children ?? []).flatMap(each => [each, ...within(each)]);
const reading = (one, other) => one.x - other.x || one.y - other.y;
