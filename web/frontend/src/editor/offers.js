// What is offered to be drawn: what runs. Whatever else the notation has stands below it, greyed, with why it is not
// executed and what to draw instead, in the words of its rule (bpmn/offering.py).
import { PopupEntries } from "bpmn-js/lib/features/popup-menu/PopupEntries";
import * as replacements from "bpmn-js/lib/features/replace/ReplaceOptions";
import { is } from "bpmn-js/lib/util/ModelUtil";

const [WIDTH, HEIGHT] = [340, 420]; // of a menu
const LATER = 500; // after bpmn-js has said what it offers
const TOOLS = ["hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator"];
const STEPS = ["user-task", "exclusive-gateway", "parallel-gateway", "timer-intermediate-catch", "none-end-event"];
const OTHERS = [
  "script-task", "manual-task", "call-activity", "expanded-subprocess", "collapsed-subprocess", "inclusive-gateway", "event-based-gateway",
  "message-intermediate-throw", "message-end", "terminate-end", "service-task", "send-task", "receive-task", "rule-task", "complex-gateway",
  "transaction", "expanded-ad-hoc-subprocess", "event-subprocess", "message-intermediate-catch", "signal-intermediate-catch",
  "signal-intermediate-throw", "conditional-intermediate-catch", "link-intermediate-throw", "link-intermediate-catch",
  "escalation-intermediate-throw", "compensation-intermediate-throw", "error-end", "escalation-end", "signal-end", "compensation-end",
];
const BEGINNING = ["none-start-event", "message-start", "timer-start", "conditional-start", "signal-start"];

const all = Object.values(replacements).flatMap(each => (Array.isArray(each) ? each : Object.values(each).flat()));
const targets = new Map(all.filter(({ target }) => target).map(({ actionName, target }) => [actionName, target]));

// The name under which the rules speak of it: a tag, with what the event is about.
export function kindOf({ type, eventDefinitionType, triggeredByEvent }) {
  const tag = lower(type);
  if (triggeredByEvent) return `${tag}:event`;
  return eventDefinitionType ? `${tag}:${lower(eventDefinitionType).replace(/EventDefinition$/, "")}` : tag;
}

const lower = type => type.replace(/^bpmn:(.)/, (all, first) => first.toLowerCase());

class Offers {
  constructor(told, popupMenu, palette, contextPad, canvas, create, elementFactory, modeling, selection, appended, translate) {
    Object.assign(this, { told, popupMenu, canvas, create, elementFactory, modeling, selection, appended, translate });
    popupMenu.registerProvider("bpmn-replace", LATER, { getPopupMenuEntries: () => entries => this.greyed(entries) });
    popupMenu.registerProvider("cauce-append", { getPopupMenuEntries: element => this.following(element) });
    popupMenu.registerProvider("cauce-create", { getPopupMenuEntries: () => this.everything() });
    palette.registerProvider(LATER, { getPaletteEntries: () => entries => this.tools(entries) });
    contextPad.registerProvider(LATER, { getContextPadEntries: element => entries => this.around(element, entries) });
  }

  refusal(target) {
    return this.told.rules[this.told.refused[kindOf(target)]];
  }

  // The entries with what is not executed at their end.
  greyed(entries, targetOf = name => targets.get(name)) {
    const [run, not] = [{}, {}];
    for (const [name, entry] of Object.entries(entries)) {
      const target = targetOf(name);
      const refusal = target && this.refusal(target);
      if (refusal) not[name] = this.grey(entry, refusal);
      else run[name] = entry;
    }
    return { ...run, ...not };
  }

  grey(entry, { why, instead }) {
    const { action, ...said } = entry;
    const group = { id: "not-executed", name: this.translate("Not executed here") };
    return { ...said, group, rank: 0, disabled: true, description: `${why} ${instead}`, title: `${why} ${instead}` };
  }

  entriesOf(names, act) {
    const entries = {};
    for (const name of names) {
      const { label, className, target } = PopupEntries[name];
      entries[name] = { label: this.translate(label), className, action: event => act(target, event) };
    }
    return this.greyed(entries, name => PopupEntries[name].target);
  }

  following(element) {
    const names = is(element, "bpmn:EventBasedGateway") ? ["timer-intermediate-catch"] : [...STEPS, ...OTHERS];
    return this.entriesOf(names, target => {
      this.popupMenu.close();
      this.appended.append(element, target);
    });
  }

  everything() {
    return this.entriesOf([...STEPS.slice(0, 1), ...BEGINNING.slice(0, 1), ...STEPS.slice(1), ...OTHERS, ...BEGINNING.slice(1)], (target, event) => {
      this.popupMenu.close();
      this.begin(target, event);
    });
  }

  // What is drawn beside the rest follows the mouse to where it is put; by keyboard it stands in the middle of what is seen.
  begin(target, event) {
    if (event?.detail) return this.create.start(event, this.elementFactory.createShape(target));
    const { x, y, width, height } = this.canvas.viewbox();
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    const shape = this.modeling.createShape(this.elementFactory.createShape(target), middle, this.container(middle));
    this.selection.select(shape);
    return shape;
  }

  container({ x, y }) {
    const root = this.canvas.getRootElement();
    const around = root.children.filter(each => is(each, "bpmn:Participant"));
    return around.find(each => x >= each.x && x <= each.x + each.width && y >= each.y && y <= each.y + each.height) ?? around[0] ?? root;
  }

  openAppend(element, at) {
    const title = is(element, "bpmn:SequenceFlow") ? this.translate("Add on this way") : this.translate("Add what follows");
    this.open(element, "cauce-append", at, title);
  }

  openReplace(element, at) {
    this.open(element, "bpmn-replace", at, this.translate("Change element"));
  }

  openCreate(at) {
    this.open(this.canvas.getRootElement(), "cauce-create", at, this.translate("Draw something else"));
  }

  // A menu that is wholly in the window, wherever it is asked for.
  open(element, menu, { x, y }, title) {
    const at = { x: Math.max(Math.min(x, innerWidth - WIDTH - 16), 8), y: Math.max(Math.min(y, innerHeight - HEIGHT), 8) };
    this.popupMenu.open(element, menu, { ...at, cursor: at }, { title, width: WIDTH, search: true });
  }

  tools(entries) {
    const { translate } = this;
    const made = (name, group, title) => {
      const { className, target } = PopupEntries[name];
      const start = event => this.create.start(event, this.elementFactory.createShape(target));
      return { group, className, title, action: { dragstart: start, click: start } };
    };
    const more = event => {
      const { right, top } = event.target.getBoundingClientRect();
      this.openCreate({ x: right + 8, y: top });
    };
    return {
      ...Object.fromEntries(TOOLS.map(name => [name, entries[name]])),
      "create.start-event": entries["create.start-event"],
      "create.end-event": entries["create.end-event"],
      "create.timer": made("timer-intermediate-catch", "event", translate("Create a clock that waits")),
      "create.user-task": made("user-task", "activity", translate("Create a step that people do")),
      "create.subprocess-expanded": entries["create.subprocess-expanded"],
      "create.exclusive-gateway": made("exclusive-gateway", "gateway", translate("Create a gateway for a choice")),
      "create.parallel-gateway": made("parallel-gateway", "gateway", translate("Create a gateway for what is done at the same time")),
      "create.participant-expanded": entries["create.participant-expanded"],
      "create.more": { group: "collaboration", className: "more", title: translate("Draw something else"), action: { click: more } },
    };
  }

  around(element, entries) {
    const kept = { ...entries };
    for (const name of Object.keys(kept)) if (name.startsWith("append.") && name !== "append.text-annotation") delete kept[name];
    const menu = open => (event, element) => {
      const { left, bottom } = event.target.getBoundingClientRect();
      open(element, { x: left, y: bottom + 5 });
    };
    if (kept.replace) kept.replace = { ...kept.replace, action: { click: menu((...where) => this.openReplace(...where)) } };
    const follows = Object.keys(entries).some(name => name.startsWith("append.") && name !== "append.text-annotation");
    const flow = is(element, "bpmn:SequenceFlow") && element.type !== "label";
    if (!follows && !flow) return kept;
    const { translate } = this;
    const first = is(element, "bpmn:EventBasedGateway")
      ? { "append.timer-intermediate-event": this.appending("timer-intermediate-catch", translate("Add a clock")) }
      : {
          "append.append-task": this.appending("user-task", translate("Add a step that people do")),
          "append.gateway": this.appending("exclusive-gateway", translate("Add a gateway for a choice")),
          ...(!flow && { "append.end-event": this.appending("none-end-event", translate("Add the end")) }),
        };
    const more = { click: menu((...where) => this.openAppend(...where)) };
    return { ...first, "append.more": { group: "model", className: "more", title: translate("Add something else"), action: more }, ...kept };
  }

  appending(name, title) {
    const { className, target } = PopupEntries[name];
    const start = (event, element) => this.create.start(event, this.elementFactory.createShape(target), { source: element });
    return {
      group: "model",
      className,
      title,
      action: { click: (_, element) => this.appended.append(element, target), dragstart: start },
    };
  }
}
Offers.$inject = [
  "config.offers", "popupMenu", "palette", "contextPad", "canvas", "create", "elementFactory", "modeling", "selection", "appended", "translate",
];

export const OffersModule = { __init__: ["offers"], offers: ["type", Offers] };
