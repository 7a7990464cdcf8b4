// How the drawing is seen: opened so large that it can be read, where its writer left off; nearer, further, whole, in
// full screen, and whole and small in its corner.
import { zoomBy } from "../diagram/keyboard.js";
import { Minimap } from "../diagram/minimap.js";

const READABLE = 1; // at this scale the smallest letters have 11 px
const [PALETTE, MARGIN] = [120, 16]; // beside the palette and not under it
const KEPT = "cauce-views"; // of the last drafts, by their number: where the middle was
const MOST = 20;

export class View {
  constructor(modeler, page) {
    this.modeler = modeler;
    this.page = page;
    this.draft = page.dataset.draft;
    this.canvas = modeler.get("canvas");
    this.minimap = new Minimap(page.querySelector("[data-canvas]"), modeler);
    const acts = { in: () => this.zoom(1.25), out: () => this.zoom(0.8), fit: () => this.fit(), full: () => this.full() };
    page.querySelector("[data-zoom]").addEventListener("click", event => acts[event.target.closest("[data-act]")?.dataset.act]?.());
    this.fullButton = page.querySelector("[data-act=full]");
    this.fullButton.hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", () => this.fullButton.setAttribute("aria-pressed", document.fullscreenElement === page));
    new ResizeObserver(() => this.resized()).observe(this.canvas.getContainer());
    modeler.on(["commandStack.changed", "root.set", "import.done"], () => this.sketch());
    modeler.on("canvas.viewbox.changed", () => this.later());
    addEventListener("pagehide", () => this.keep());
  }

  // Where one left off, as large as it was or as can be read; of a draft that one has not seen, where it begins.
  open() {
    const kept = keptViews()[this.draft];
    const root = kept && this.canvas.getRootElements().find(each => each.id === kept.root);
    if (root) this.canvas.setRootElement(root);
    if (kept && this.inSight(kept)) this.centre(kept, Math.max(kept.scale, READABLE));
    else this.begin();
    this.sketch();
  }

  inSight({ x, y }) {
    const { inner } = this.canvas.viewbox();
    return x >= inner.x && x <= inner.x + inner.width && y >= inner.y && y <= inner.y + inner.height;
  }

  // The whole, where that can be read; else its left upper part with the start in it.
  begin() {
    this.fit();
    if (this.canvas.zoom() >= READABLE) return;
    this.whole = undefined;
    const { inner, outer } = this.canvas.viewbox();
    const start = this.modeler.get("elementRegistry").find(each => each.type === "bpmn:StartEvent" && each.parent) ?? inner;
    const y = start.y + start.height / 2 - outer.height / 2;
    this.canvas.viewbox({
      x: inner.x - PALETTE,
      y: Math.max(Math.min(y, inner.y + inner.height + MARGIN - outer.height), inner.y - MARGIN),
      width: outer.width,
      height: outer.height,
    });
  }

  centre({ x, y }, scale) {
    const { outer } = this.canvas.viewbox();
    const [width, height] = [outer.width / scale, outer.height / scale];
    this.canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
  }

  // All of it; it stays whole when the window becomes another size, until it is moved.
  fit() {
    const { inner, outer } = this.canvas.viewbox();
    const scale = Math.min((outer.width - PALETTE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height, 1);
    this.canvas.viewbox({
      x: inner.x - PALETTE / scale,
      y: inner.y + inner.height / 2 - outer.height / 2 / scale,
      width: outer.width / scale,
      height: outer.height / scale,
    });
    this.whole = this.where();
  }

  zoom(factor) {
    zoomBy(this.canvas, factor);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.page.requestFullscreen();
  }

  resized() {
    if (!this.canvas.getContainer().clientWidth) return; // something else is looked at in its place
    const whole = this.whole !== undefined && this.whole === this.where();
    this.canvas.resized();
    if (whole) this.fit();
  }

  where() {
    const { x, y, scale } = this.canvas.viewbox();
    return [x, y, scale].map(each => each.toFixed(3)).join(" ");
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 300);
  }

  keep() {
    const { x, y, width, height, scale } = this.canvas.viewbox();
    if (!Number.isFinite(scale)) return;
    const { [this.draft]: mine, ...others } = keptViews();
    const latest = Object.entries(others).slice(-MOST + 1);
    const here = { x: x + width / 2, y: y + height / 2, scale, root: this.canvas.getRootElement().id };
    localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries([...latest, [this.draft, here]])));
  }

  sketch() {
    clearTimeout(this.drawing);
    this.drawing = setTimeout(() => this.minimap.draw({}), 50);
  }
}

function keptViews() {
  return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
}
