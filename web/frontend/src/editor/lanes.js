// The lanes in which a step can stand, and how it gets into another one.
import { is } from "bpmn-js/lib/util/ModelUtil";

const [APART, HEAD] = [20, 40]; // between steps, and for the name of the lane

// Those of its pool that hold no lanes themselves, in the order in which they are drawn.
export function lanesAround(registry, element) {
  const pool = within(element, "bpmn:Participant");
  return registry
    .filter(each => is(each, "bpmn:Lane") && within(each, "bpmn:Participant") === pool && !each.children.some(child => is(child, "bpmn:Lane")))
    .sort((one, other) => one.y - other.y);
}

// Up or down to the middle of the lane, and aside as far as it takes to stand on nothing, and on no arrow: bpmn-js would
// put what is moved onto one between its ends, were it told where it goes.
export function moveToLane(modeling, registry, element, lane) {
  const y = Math.round(lane.y + lane.height / 2 - element.height / 2);
  const nodes = registry.filter(each => isNode(each) && each !== element && each.host !== element && each.parent === element.parent);
  const arrows = registry.filter(each => each.waypoints && each.parent === element.parent && each.source !== element && each.target !== element);
  const x = free(element, y, lane, [...nodes, ...arrows.flatMap(stretches)]) ?? free(element, y, lane, nodes) ?? element.x;
  modeling.moveElements([element], { x: x - element.x, y: y - element.y });
}

// The place nearest to where it stands now; right of the lane it grows.
function free(element, y, lane, others) {
  const { x, width, height } = element;
  const row = others.filter(each => each.y < y + height && y < each.y + each.height);
  const beside = row.flatMap(each => [each.x + each.width + APART, each.x - APART - width]);
  const fits = at => at >= lane.x + HEAD && row.every(each => at + width <= each.x || each.x + each.width <= at);
  return [x, ...beside].sort((one, other) => Math.abs(one - x) - Math.abs(other - x)).find(fits);
}

// The parts of an arrow from bend to bend, as boxes.
function stretches({ waypoints }) {
  return waypoints.slice(1).map((point, index) => {
    const before = waypoints[index];
    const [x, y] = [Math.min(before.x, point.x), Math.min(before.y, point.y)];
    return { x, y, width: Math.max(before.x, point.x) - x + 1, height: Math.max(before.y, point.y) - y + 1 };
  });
}

const isNode = each => is(each, "bpmn:FlowNode") && each.type !== "label";

function within(element, type) {
  for (let each = element.parent; each; each = each.parent) if (is(each, type)) return each;
  return undefined;
}

// The innermost lane that holds an element; of what stands in a sub-process, that of the sub-process.
export function laneOf(object) {
  for (let each = object; each?.$parent; each = each.$parent) {
    const found = innermost(each.$parent.laneSets?.flatMap(set => set.lanes ?? []) ?? [], each);
    if (found) return found;
  }
  return undefined;
}

function innermost(lanes, object) {
  for (const lane of lanes) {
    const within = innermost(lane.childLaneSet?.lanes ?? [], object);
    if (within || lane.flowNodeRef?.includes(object)) return within ?? lane;
  }
  return undefined;
}
