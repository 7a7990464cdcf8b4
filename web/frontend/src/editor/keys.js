// Drawing without a mouse. The letters count while the drawing has the focus, and stand in the list that ? opens
// (templates/processes/editor_keys.html); what bpmn-js has letters for keeps them: E, R, C with a mouse, H, L, S.
import { is } from "bpmn-js/lib/util/ModelUtil";

import { lanesAround, moveToLane } from "./lanes.js";
import { called } from "./names.js";
import { inOrder } from "./order.js";

const STEP = 80;
const MOVES = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
const FIRST = 3000; // before bpmn-js looks at a key

export class Keys {
  constructor(modeler, page, view, into) {
    Object.assign(this, { modeler, page, view, into });
    for (const name of ["canvas", "selection", "offers", "modeling", "rules", "popupMenu", "elementRegistry", "directEditing"]) {
      this[name] = modeler.get(name);
    }
    this.translate = modeler.get("translate");
    this.said = page.querySelector("[data-drawn]");
    this.help = document.getElementById("teclas");
    page.querySelector("[data-act=keys]").addEventListener("click", () => this.help.showModal());
    modeler.get("keyboard").addListener(FIRST, ({ keyEvent }) => this.press(keyEvent));
    // Who has written a name goes on with the keys of the drawing at once: when its field is gone, nothing has the focus,
    // and the drawing takes it by itself only after the next key may have come. A press elsewhere keeps what it chose.
    const goOn = () => document.activeElement === document.body && this.canvas.focus();
    modeler.on(["directEditing.complete", "directEditing.cancel"], () => { if (window.event?.type === "keydown") queueMicrotask(goOn); });
    modeler.on("searchPad.closed", () => { if (window.event?.type === "keyup") queueMicrotask(goOn); }); // Enter or Escape let go
    modeler.on("searchPad.preselected", () => this.say(called(this.chosen, this.translate)));
    page.querySelector("[data-properties]").addEventListener("keydown", event => {
      if (event.key === "Escape" && !event.defaultPrevented) this.canvas.focus();
    });
    this.popupMenu.registerProvider("cauce-lanes", { getPopupMenuEntries: element => this.lanes(element) });
    const actions = modeler.get("editorActions");
    const paste = () => modeler.get("copyPaste").paste(this.pointed() ? {} : this.here());
    actions.unregister("paste");
    actions.register("paste", paste);
    this.acts = {
      n: () => this.go(1),
      p: () => this.go(-1),
      f: () => this.way(),
      a: () => this.chosen && this.offers.openAppend(this.chosen, this.beside(this.chosen)),
      i: () => this.offers.openCreate(this.middle()),
      c: () => this.connect(),
      m: () => this.chosen && this.offers.open(this.chosen, "cauce-lanes", this.beside(this.chosen), this.translate("Move to another lane")),
      r: () => this.chosen && this.offers.openReplace(this.chosen, this.beside(this.chosen)),
      o: () => this.into(this.chosen),
      "+": () => view.zoom(1.25),
      "=": () => view.zoom(1.25),
      "-": () => view.zoom(0.8),
      0: () => view.fit(),
      ".": () => this.chosen && view.centre(middleOf(this.chosen), 1),
      "?": () => this.help.showModal(),
      Enter: () => this.enter(),
      Escape: () => this.leave(),
    };
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.directEditing.isActive()) return undefined;
    const move = !this.chosen && MOVES[event.key];
    const act = move ? () => this.canvas.scroll({ dx: move[0], dy: move[1] }) : this.acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return undefined;
    if (act() === false) return undefined;
    event.preventDefault();
    return true;
  }

  get chosen() {
    const [element] = this.selection.get();
    return element?.labelTarget ?? element;
  }

  go(direction) {
    const order = inOrder(this.canvas.getRootElement());
    if (!order.length) return;
    let from = this.chosen;
    if (from?.waypoints) from = direction > 0 ? from.target : from.source;
    const at = order.indexOf(from);
    const next = from !== this.chosen && at >= 0 ? at : at < 0 ? (direction > 0 ? 0 : order.length - 1) : (at + direction + order.length) % order.length;
    this.choose(order[next]);
  }

  // The ways out of the chosen step, one after the other.
  way() {
    const from = this.chosen?.waypoints ? this.chosen.source : this.chosen;
    const ways = from?.outgoing?.filter(each => is(each, "bpmn:SequenceFlow")) ?? [];
    if (ways.length) this.choose(ways[(ways.indexOf(this.chosen) + 1) % ways.length]);
    else this.say(this.translate("Nothing leads on from here."));
  }

  choose(element) {
    this.selection.select(element);
    this.canvas.scrollToElement(element, 80);
    this.say(called(element, this.translate));
  }

  // From the chosen step: to which one, N and P say, and Enter.
  connect() {
    if (!this.chosen || this.chosen.waypoints || this.pointed()) return false;
    this.source = this.chosen;
    this.canvas.addMarker(this.source, "is-source");
    return this.say(this.translate("An arrow from “{name}”: choose with N and P to where, then Enter. Escape gives up.", { name: called(this.source, this.translate) }));
  }

  enter() {
    if (!this.source) return this.properties();
    const [source, target] = [this.source, this.chosen];
    const allowed = target && target !== source && this.rules.allowed("connection.create", { source, target });
    if (!allowed) return this.say(this.translate("No arrow can lead there from here. Choose another one, or Escape."));
    this.unsource();
    const flow = this.modeling.connect(source, target, allowed === true ? undefined : allowed);
    return this.choose(flow);
  }

  unsource() {
    if (this.source && this.elementRegistry.get(this.source.id)) this.canvas.removeMarker(this.source, "is-source");
    this.source = undefined;
  }

  // To the first field that is shown; where all groups are closed, to the first of them.
  properties() {
    const place = this.page.querySelector("[data-properties]");
    const fields = ["input", "textarea", "select"].map(tag => `.bio-properties-panel-group-entries.open ${tag}:not([disabled])`).join(", ");
    const field = place.querySelector(fields) ?? place.querySelector(".bio-properties-panel-group-header button, button");
    field?.focus();
  }

  // What is being done ends first, then what is chosen, then one is out of what one is in.
  leave() {
    if (this.source) {
      this.unsource();
      this.say("");
      return true;
    }
    if (this.popupMenu.isOpen() || this.modeler.get("dragging").context()) return false;
    if (this.chosen) return this.selection.select([]);
    return this.into(undefined);
  }

  lanes(element) {
    const all = lanesAround(this.elementRegistry, element);
    const to = lane => () => {
      this.popupMenu.close();
      moveToLane(this.modeling, this.elementRegistry, element, lane);
      this.choose(element);
      this.canvas.focus();
    };
    return Object.fromEntries(all.map(lane => [lane.id, { label: lane.businessObject.name || this.translate("Lane"), className: "bpmn-icon-lane", action: to(lane) }]));
  }

  // Whether a mouse is over the drawing.
  pointed() {
    return this.page.querySelector("[data-canvas]").matches(":hover");
  }

  here() {
    const { x, y, width, height } = this.canvas.viewbox();
    const point = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    return { element: this.offers.container(point), point };
  }

  beside(element) {
    const box = this.canvas.getGraphics(element).getBoundingClientRect();
    return { x: box.right + 8, y: box.top };
  }

  middle() {
    const box = this.canvas.getContainer().getBoundingClientRect();
    return { x: box.left + box.width / 3, y: box.top + 40 };
  }

  say(text) {
    this.said.textContent = text;
  }
}

const middleOf = ({ x, y, width = 0, height = 0, waypoints }) => (waypoints ? waypoints[Math.floor(waypoints.length / 2)] : { x: x + width / 2, y: y + height / 2 });
