// Plays the way to a finding: tokens that go along the flows, from node to node, until what was found happens. Whoever
// wants nothing to move goes through it step by step, and sees where the tokens stand.
import { kindOf } from "./names.js";

const SVG = "http://www.w3.org/2000/svg";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const PACE = 900; // of one step, in milliseconds
const [PALETTE, MARGIN] = [120, 60];
const APART = 10; // between tokens that wait at the same node

export class Way {
  constructor(modeler, bar) {
    this.modeler = modeler;
    this.bar = bar;
    this.said = bar.querySelector("[data-way-step]");
    this.playing = bar.querySelector("[data-way=play]");
    for (const button of bar.querySelectorAll("button[data-way]")) {
      button.addEventListener("click", () => this[button.dataset.way]());
    }
    bar.addEventListener("keydown", event => event.key === "Escape" && this.close());
    // What is drawn now is not what the way was found in.
    modeler.on("commandStack.changed", () => this.close());
  }

  open(way, from) {
    this.close();
    this.registry = this.modeler.get("elementRegistry");
    this.steps = steps(way.map(id => this.registry.get(id)).filter(Boolean));
    this.from = from;
    this.bar.hidden = false;
    this.playing.hidden = STILL.matches;
    this.layer = this.modeler.get("canvas").getLayer("way", 2000);
    this.bar.scrollIntoView({ block: "nearest" });
    this.frame();
    this.go(0);
    if (STILL.matches) this.bar.querySelector("[data-way=on]").focus();
    else {
      this.playing.focus();
      this.play();
    }
  }

  // All of the way, as large as it can be read, beside the palette.
  frame() {
    const nodes = this.steps.map(step => step.node);
    const left = Math.min(...nodes.map(each => each.x));
    const top = Math.min(...nodes.map(each => each.y));
    const width = Math.max(...nodes.map(each => each.x + each.width)) - left;
    const height = Math.max(...nodes.map(each => each.y + each.height)) - top;
    const canvas = this.modeler.get("canvas");
    const { outer } = canvas.viewbox();
    const room = { width: outer.width - PALETTE - 2 * MARGIN, height: outer.height - 2 * MARGIN };
    const scale = Math.max(Math.min(room.width / width, room.height / height, 1), 0.3);
    canvas.viewbox({
      x: left - (PALETTE + MARGIN) / scale,
      y: top + height / 2 - outer.height / 2 / scale,
      width: outer.width / scale,
      height: outer.height / scale,
    });
  }

  close() {
    if (this.bar.hidden) return;
    const inside = this.bar.contains(document.activeElement);
    this.pause();
    this.clear();
    this.bar.hidden = true;
    if (inside && this.from?.isConnected) this.from.focus();
  }

  play() {
    if (this.timer) return this.pause();
    if (this.number === this.steps.length) this.go(0);
    this.face(true);
    this.timer = setInterval(() => {
      this.go(this.number + 1, true);
      if (this.number === this.steps.length) this.pause();
    }, PACE);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.face(false);
  }

  face(playing) {
    this.playing.querySelector("[data-paused]").hidden = playing;
    this.playing.querySelector("[data-playing]").hidden = !playing;
  }

  back() {
    this.pause();
    this.go(Math.max(this.number - 1, 0));
  }

  on() {
    this.pause();
    this.go(Math.min(this.number + 1, this.steps.length), true);
  }

  // The tokens as they stand after so many steps; the last of them moves there.
  go(number, moving = false) {
    this.clear();
    this.number = number;
    this.tokens = [];
    const canvas = this.modeler.get("canvas");
    this.steps.slice(0, number).forEach((step, index) => this.take(step, moving && !STILL.matches && index === number - 1));
    for (const { passed } of this.steps.slice(0, number)) for (const each of passed) canvas.addMarker(each, "is-passed");
    const last = this.steps[number - 1]?.node ?? this.steps[0]?.passed[0];
    if (last) canvas.scrollToElement(last, 80);
    this.say(last);
  }

  clear() {
    this.layer?.replaceChildren();
    const canvas = this.modeler.get("canvas");
    for (const each of this.steps?.flatMap(step => step.passed) ?? []) {
      if (this.registry.get(each.id)) canvas.removeMarker(each, "is-passed");
    }
  }

  say(node) {
    const name = node?.businessObject.name?.replace(/\s+/g, " ") ?? "";
    this.said.textContent = this.bar.dataset.step
      .replace("{number}", this.number)
      .replace("{total}", this.steps.length)
      .replace("{name}", name || (node ? this.modeler.get("translate")(kindOf(node)) : ""));
  }

  // One step: a token leaves a node by a flow, or an event on the boundary happens, and is at the next node.
  take({ flow, node, stays }, moving) {
    const source = flow ? flow.source : node.host;
    const waiting = this.tokens.filter(each => each.at === source?.id);
    // What a join has waited for is one token from there on.
    if (source && joins(source)) for (const each of waiting.splice(1)) this.remove(each);
    const token = waiting[0] && !stays ? waiting[0] : this.make();
    token.at = node.id;
    this.put(token, node);
    if (moving && flow) this.move(token.circle, flow);
  }

  make() {
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("r", 8);
    circle.setAttribute("class", "way-token");
    this.layer.append(circle);
    const token = { circle };
    this.tokens.push(token);
    return token;
  }

  remove(token) {
    token.circle.remove();
    this.tokens = this.tokens.filter(each => each !== token);
  }

  put(token, node) {
    const there = this.tokens.filter(each => each !== token && each.at === node.id).length;
    token.circle.setAttribute("cx", node.x + node.width / 2 + there * APART);
    token.circle.setAttribute("cy", node.y + node.height / 2 - there * APART);
  }

  move(circle, { waypoints }) {
    const [x, y] = ["cx", "cy"].map(name => Number(circle.getAttribute(name)));
    const frames = [...waypoints, { x, y }].map(point => ({ transform: `translate(${point.x - x}px, ${point.y - y}px)` }));
    circle.animate(frames, { duration: PACE * 0.7, easing: "ease-in-out" });
  }
}

// The way, in steps that each end at a node. `stays`: a token is left behind, since others leave there too.
function steps(elements) {
  const found = [];
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index];
    const flow = element.waypoints && element.target ? element : undefined;
    const source = flow ? flow.source : element.host;
    const again = elements.indexOf(source, index + 1);
    const ahead = elements.slice(index + 1, again < 0 ? undefined : again);
    const stays = flow ? ahead.some(each => each.source === source) : element.businessObject.cancelActivity === false;
    const arrived = flow && elements[index + 1] === flow.target;
    if (arrived) index += 1;
    found.push({ flow, node: flow?.target ?? element, stays, passed: arrived ? [flow, flow.target] : [element] });
  }
  return found;
}

function joins(node) {
  return /:(Parallel|Inclusive)Gateway$/.test(node.type) && node.incoming.length > 1;
}
