// Undo and redo, by buttons and keys, also of what was done before the page was loaded: each state that was saved is
// kept in this browser, as long as the diagram was not saved elsewhere since, and is opened again where the steps of this
// page end.
const PREFIX = "cauce-trail-";
const MOST = 60; // states
const LONGEST = 1_500_000; // letters of them all: a browser keeps five million of a site
const MONTH = 30 * 24 * 3600 * 1000;

export class Trail {
  constructor(modeler, autosave, page) {
    this.modeler = modeler;
    this.autosave = autosave;
    this.key = PREFIX + page.dataset.draft;
    this.stack = modeler.get("commandStack");
    this.buttons = { undo: page.querySelector("[data-act=undo]"), redo: page.querySelector("[data-act=redo]") };
    for (const [act, button] of Object.entries(this.buttons)) button.addEventListener("click", () => this[act]());
    const actions = modeler.get("editorActions");
    for (const act of ["undo", "redo"]) {
      actions.unregister(act);
      actions.register(act, () => this[act]());
    }
    this.states = [];
    this.at = 0; // of the states, the one that this page began with, or that was opened last
    this.depth = 0; // steps done since then and not undone
    this.turns = 0; // how often it went back: what was said before of a depth is not what it is now
    modeler.on("commandStack.changed", 2000, ({ trigger }) => this.moved(trigger));
  }

  // `xml` was opened: it goes on the trail that leads to it, or begins one. `unsaved`: it comes from this browser.
  async begin(xml, unsaved) {
    forgetOld(this.key);
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    const same = kept && (await unpacked(kept.states[kept.at])) === xml;
    if (same || (kept && unsaved)) {
      this.states = kept.states.map(packed => ({ packed }));
      this.at = kept.at;
    }
    if (!same) {
      this.states.length = Math.min(this.states.length, this.at + 1);
      this.at = this.states.push({ packed: await packed(xml) }) - 1;
    }
    this.states[this.at].depth = 0;
    this.show();
  }

  // Where it is now; `saved` is told so what was saved then.
  get mark() {
    return { depth: this.depth, turns: this.turns };
  }

  moved(trigger) {
    if (trigger === "execute") {
      const reached = this.reached();
      this.states.length = reached + 1; // what came after is no longer done again
      this.depth += 1;
    } else if (trigger === "undo") {
      this.depth -= 1;
      this.turns += 1;
    } else if (trigger === "redo") this.depth += 1;
    this.show();
  }

  // The last state that was saved on the way here.
  reached() {
    let found = this.at;
    this.states.forEach(({ depth }, index) => {
      if (index > this.at && depth !== undefined && depth <= this.depth) found = index;
    });
    return found;
  }

  // The server has `xml`, as what was drawn at that mark.
  async saved(xml, { depth, turns }) {
    const state = { packed: await packed(xml), depth };
    if (turns !== this.turns) return; // it went back since, and perhaps on by another way
    const same = this.states.findIndex(each => each.depth === depth);
    const before = this.states.filter((each, index) => index <= this.at || each.depth < depth).length;
    this.states.splice(same < 0 ? before : same, same < 0 ? 0 : 1, state);
    this.keep();
    this.show();
  }

  keep() {
    let length = this.states.reduce((sum, { packed }) => sum + packed.length, 0);
    while (this.at > 0 && (this.states.length > MOST || length > LONGEST)) {
      length -= this.states.shift().packed.length;
      this.at -= 1;
    }
    const states = this.states.map(({ packed }) => packed);
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: this.reached(), when: Date.now(), states }));
    } catch {
      localStorage.removeItem(this.key); // there is no room: what is drawn and not saved needs it more
    }
  }

  get canUndo() {
    return this.stack.canUndo() || this.at > 0;
  }

  get canRedo() {
    return this.stack.canRedo() || (this.depth === 0 && this.at + 1 < this.states.length && this.states[this.at + 1].depth === undefined);
  }

  undo() {
    if (this.stack.canUndo()) this.stack.undo();
    else if (this.at > 0) return this.open(this.at - 1);
  }

  redo() {
    if (this.stack.canRedo()) this.stack.redo();
    else if (this.canRedo) return this.open(this.at + 1);
  }

  // `xml` is what the draft says now: it is opened, and can be undone.
  async another(xml) {
    const reached = this.reached();
    this.states.length = reached + 1;
    this.states.push({ packed: await packed(xml) });
    await this.open(reached + 1);
  }

  // Another state instead of this one, seen from where one stands.
  async open(index) {
    if (this.opening) return;
    this.opening = true;
    try {
      const xml = await unpacked(this.states[index].packed);
      await reopened(this.modeler, xml);
      for (const state of this.states) state.depth = undefined;
      this.at = index;
      this.turns += 1;
      this.states[index].depth = 0;
      this.depth = 0;
      this.autosave.changed();
    } finally {
      this.opening = false;
      this.show();
    }
  }

  show() {
    this.buttons.undo.disabled = !this.canUndo;
    this.buttons.redo.disabled = !this.canRedo;
  }
}

// Opens a diagram in the place of another, as its reader has it before their eyes.
export async function reopened(modeler, xml) {
  const [canvas, selection] = [modeler.get("canvas"), modeler.get("selection")];
  const { x, y, width, height } = canvas.viewbox();
  const chosen = selection.get().map(each => each.id);
  const root = canvas.getRootElement().id;
  await modeler.importXML(xml);
  const there = canvas.getRootElements().find(each => each.id === root);
  if (there) canvas.setRootElement(there);
  canvas.viewbox({ x, y, width, height });
  const registry = modeler.get("elementRegistry");
  selection.select(chosen.map(id => registry.get(id)).filter(Boolean));
}

async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
}

async function unpacked(letters) {
  const bytes = Uint8Array.from(atob(letters), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// Trails of drafts on which nobody has drawn here for a month.
function forgetOld(mine) {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  for (const key of keys.filter(each => each.startsWith(PREFIX) && each !== mine)) {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).when > MONTH) localStorage.removeItem(key);
  }
}
