// Adds a step after another, by one undoable step: on the way to the one that follows, making room for it, where one
// follows already; else, or after a gateway, as a way of its own.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";

const APART = 50;

class Insertion {
  constructor(modeling, canvas, spaceTool, eventBus) {
    Object.assign(this, { modeling, canvas, spaceTool, eventBus });
  }

  preExecute(context) {
    const { flow, shape } = context;
    const { source, target } = flow;
    const right = source.x + source.width;
    const room = shape.width + 2 * APART;
    const between = target.x - right;
    if (between > 0 && between < room) this.push(right + 1, room - between);
    const ahead = { x: right + APART + shape.width / 2, y: source.y + source.height / 2 };
    // Where what follows stands elsewhere, the next free place beside the source.
    const position = target.x > right ? ahead : this.eventBus.fire("autoPlace", { source, shape });
    context.shape = this.modeling.createShape(shape, position, source.parent);
    this.modeling.reconnectEnd(flow, context.shape, middle(context.shape));
    this.modeling.layoutConnection(flow);
    this.modeling.connect(context.shape, target, { type: "bpmn:SequenceFlow" });
  }

  // What begins right of there goes so much further right; lanes and what else reaches over it grow.
  push(from, by) {
    const shapes = this.canvas.getRootElement().children;
    const all = shapes.flatMap(within);
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(all, "x", by, from);
    this.modeling.createSpace(movingShapes, resizingShapes, { x: by, y: 0 }, "e", from);
  }
}
Insertion.$inject = ["modeling", "canvas", "spaceTool", "eventBus"];

// A gateway that decides nothing is known by what it joins or parts.
const isNamed = shape => !is(shape, "bpmn:Gateway") || isAny(shape, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"]);
const within = shape => [shape, ...(shape.children ?? []).flatMap(within)];
const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

class Append {
  constructor(commandStack, autoPlace, elementFactory, canvas, selection, directEditing) {
    Object.assign(this, { commandStack, autoPlace, elementFactory, canvas, selection, directEditing });
    commandStack.registerHandler("cauce.insert", Insertion);
  }

  // After `element`, or on it where it is a flow; what is new is chosen, and its name written, which of a decision is
  // its question.
  append(element, target) {
    const shape = this.elementFactory.createShape(target);
    const flow = is(element, "bpmn:SequenceFlow") ? element : this.wayOn(element, shape);
    const added = flow ? this.insert(flow, shape) : this.autoPlace.append(element, shape);
    this.canvas.scrollToElement(added, 80);
    this.selection.select(added);
    if (isNamed(added)) this.directEditing.activate(added);
    return added;
  }

  insert(flow, shape) {
    const context = { flow, shape };
    this.commandStack.execute("cauce.insert", context);
    return context.shape;
  }

  wayOn(element, shape) {
    if (is(element, "bpmn:Gateway") || is(shape, "bpmn:EndEvent") || is(element, "bpmn:BoundaryEvent")) return undefined;
    const ways = element.outgoing.filter(each => is(each, "bpmn:SequenceFlow"));
    return ways.length === 1 ? ways[0] : undefined;
  }
}
Append.$inject = ["commandStack", "autoPlace", "elementFactory", "canvas", "selection", "directEditing"];

export const AppendModule = { appended: ["type", Append] };
