// Both sides, and the way through the differences.
import { moveByKeyboard, zoomBy } from "../diagram/keyboard.js";
import { Side } from "./side.js";

const READABLE = 0.7;

export class Comparison {
  constructor(place) {
    this.place = place;
    this.sides = [...place.querySelectorAll("[data-side]")].map(each => new Side(each));
    this.items = [...document.querySelectorAll(".differences [data-kind]")];
    this.at = -1;
  }

  async open() {
    await Promise.all(this.sides.map(side => side.open()));
    for (const [number, side] of this.sides.entries()) {
      side.onMove(() => this.follow(side));
      moveByKeyboard(side.place, side.canvas, {
        fit: () => this.fit(),
        here: () => this.step(0),
        choose: direction => this.step(direction),
        close: () => this.choose(-1),
      });
      side.onChoose(id => this.choose(this.items.findIndex(item => this.ids(item)[number] === id)));
    }
    this.items.forEach((item, number) => this.lead(item, number));
    const bar = this.place.querySelector("[data-bar]");
    bar.hidden = false;
    bar.addEventListener("click", event => this.act(event.target.closest("[data-act]")?.dataset.act));
    for (const name of ["previous", "next"]) bar.querySelector(`[data-act=${name}]`).disabled = !this.items.length;
    new ResizeObserver(() => this.resize()).observe(this.place);
    this.fit();
    // Below this nobody reads the names: better the first difference than an unreadable whole.
    if (this.sides[0].canvas.zoom() < READABLE) this.show(this.items[0]);
    this.place.dataset.drawn = "";
  }

  close() {
    for (const side of this.sides) side.close();
  }

  // The elements that a sentence is about, on either side.
  ids(item) {
    return [item.dataset.before, item.dataset.after];
  }

  // A button after a sentence whose element is drawn.
  lead(item, number) {
    if (!this.sides.some((side, at) => side.has(this.ids(item)[at]))) return;
    const button = document.createElement("button");
    button.className = "plain";
    button.textContent = this.place.dataset.see;
    button.addEventListener("click", () => {
      this.choose(number);
      this.place.scrollIntoView({ block: "start" });
      this.sides[0].place.focus({ preventScroll: true });
    });
    item.querySelector("[data-said]").after(" ", button);
  }

  act(name) {
    if (name === "next") this.step(1);
    if (name === "previous") this.step(-1);
    if (name === "in") zoomBy(this.sides[0].canvas, 1.25);
    if (name === "out") zoomBy(this.sides[0].canvas, 0.8);
    if (name === "fit") this.fit();
  }

  step(direction) {
    const { length } = this.items;
    if (!length) return;
    if (this.at < 0) return this.choose(direction < 0 ? length - 1 : 0);
    this.choose((this.at + direction + length) % length);
  }

  choose(number) {
    this.items[this.at]?.removeAttribute("aria-current");
    this.at = number;
    const item = this.items[number];
    item?.setAttribute("aria-current", "true");
    const ids = item ? this.ids(item) : ["", ""];
    this.sides.forEach((side, at) => side.choose(ids[at]));
    const said = this.place.querySelector("[data-at]");
    said.textContent = item ? `${this.counted(number)} ${item.querySelector("[data-said]").textContent}` : "";
    this.show(item);
  }

  // Where the element of a sentence is drawn now; what is gone, where it was.
  show(item) {
    const ids = item ? this.ids(item) : [];
    const at = [1, 0].find(each => this.sides[each].has(ids[each]));
    if (at !== undefined) this.sides[at].center(ids[at], READABLE);
  }

  counted(number) {
    return `${this.place.dataset.place.replace("{at}", number + 1).replace("{all}", this.items.length)}:`;
  }

  // Both show the same part, so that what stands in one place on both is seen in one place.
  follow(side) {
    if (this.following) return;
    this.following = true;
    const { x, y, width, height } = side.canvas.viewbox();
    for (const other of this.sides) if (other !== side) other.canvas.viewbox({ x, y, width, height });
    this.following = false;
  }

  resize() {
    for (const side of this.sides) side.canvas.resized();
    this.follow(this.sides[0]);
  }

  // All of both.
  fit() {
    for (const side of this.sides) side.canvas.resized();
    const boxes = this.sides.map(side => side.canvas.viewbox().inner);
    const [x, y] = ["x", "y"].map(name => Math.min(...boxes.map(box => box[name])));
    const right = Math.max(...boxes.map(box => box.x + box.width));
    const bottom = Math.max(...boxes.map(box => box.y + box.height));
    const margin = 20;
    this.sides[0].canvas.viewbox({
      x: x - margin,
      y: y - margin,
      width: right - x + 2 * margin,
      height: bottom - y + 2 * margin,
    });
    this.follow(this.sides[0]);
  }
}
