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

// Up or down to the middle of the lane, and aside as far as it takes to stand on nothing.
export function moveToLane(modeling, registry, element, lane) {
  const y = Math.round(lane.y + lane.height / 2 - element.height / 2);
  const x = free(element, y, lane, registry.filter(each => isNode(each) && each !== element && each.host !== element && each.parent === element.parent));
  modeling.moveElements([element], { x: x - element.x, y: y - element.y }, element.parent);
}

// The place nearest to where it stands now.
function free(element, y, lane, others) {
  const { x, width, height } = element;
  const row = others.filter(each => each.y < y + height && y < each.y + each.height);
  const beside = row.flatMap(each => [each.x + each.width + APART, each.x - APART - width]);
  const fits = at => at >= lane.x + HEAD && at + width <= lane.x + lane.width && row.every(each => at + width <= each.x || each.x + each.width <= at);
  return [x, ...beside].sort((one, other) => Math.abs(one - x) - Math.abs(other - x)).find(fits) ?? x;
}

const isNode = each => is(each, "bpmn:FlowNode") && each.type !== "label";

function within(element, type) {
  for (let each = element.parent; each; each = each.parent) if (is(each, type)) return each;
  return undefined;
}
