// Two lanes that stand one above the other change places, with all that stands in them, by one undoable step.
import { is } from "bpmn-js/lib/util/ModelUtil";

class Swap {
  constructor(modeling) {
    this.modeling = modeling;
  }

  preExecute({ upper, lower }) {
    const [above, below] = [upper, lower].map(lane => this.standing(lane));
    this.modeling.moveElements([upper, ...above], { x: 0, y: lower.height });
    this.modeling.moveElements([lower, ...below], { x: 0, y: -upper.height });
    // While they lay over one another nothing could tell in which of them it stood.
    this.modeling.updateLaneRefs([...above, ...below].filter(each => is(each, "bpmn:FlowNode")), [upper, lower]);
  }

  // What is drawn in a lane; what belongs to something else goes with that.
  standing(lane) {
    let pool = lane.parent;
    while (is(pool, "bpmn:Lane")) pool = pool.parent;
    const middle = ({ y, height }) => y + height / 2;
    return pool.children.filter(each => !each.waypoints && !each.host && each.type !== "label" && !is(each, "bpmn:Lane") && middle(each) >= lane.y && middle(each) < lane.y + lane.height);
  }
}
Swap.$inject = ["modeling"];

class Neighbours {
  constructor(commandStack, elementRegistry, eventBus) {
    Object.assign(this, { commandStack, elementRegistry });
    commandStack.registerHandler("cauce.swap", Swap);
    eventBus.on("saveXML.start", () => this.listed());
  }

  // The file names lanes in the order in which they stand, whatever was done and undone: bpmn-js names the one last that
  // was moved last.
  listed() {
    const lanes = this.elementRegistry.filter(each => is(each, "bpmn:Lane"));
    const top = lane => this.elementRegistry.get(lane.id)?.y ?? Infinity;
    for (const set of new Set(lanes.map(each => each.businessObject.$parent))) set.lanes?.sort((one, other) => top(one) - top(other));
  }

  // The lanes above and below one, beside which it stands.
  of(lane) {
    const all = lane.parent.children.filter(each => is(each, "bpmn:Lane")).sort((one, other) => one.y - other.y);
    const at = all.indexOf(lane);
    return { above: all[at - 1], below: all[at + 1] };
  }

  up(lane) {
    this.commandStack.execute("cauce.swap", { upper: this.of(lane).above, lower: lane });
  }

  down(lane) {
    this.commandStack.execute("cauce.swap", { upper: lane, lower: this.of(lane).below });
  }
}
Neighbours.$inject = ["commandStack", "elementRegistry", "eventBus"];

export const NeighboursModule = { __init__: ["neighbours"], neighbours: ["type", Neighbours] };
