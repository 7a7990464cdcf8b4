// Saves what is drawn a moment after each change, says in words how that stands, and loses nothing while it cannot:
// until the server has it, it is kept in this browser, and opened again from there.
import { fetched } from "../site/fetched.js";

const PAUSE = 800;
const AGAIN = 4000;

export class Autosave {
  constructor(modeler, page, answered) {
    this.modeler = modeler;
    this.page = page;
    this.answered = answered;
    this.state = page.querySelector("[data-state]");
    this.key = `cauce-draft-${page.dataset.draft}`;
    this.revision = page.dataset.revision;
    this.changes = 0; // drawn so far
    this.saved = 0; // of those, what the server has
  }

  // The diagram to open: what this browser kept, if the draft was not saved elsewhere since; else the server's. What was
  // kept for an earlier state of the draft is handed to the server, which keeps it beside the draft.
  async begin() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (kept && kept.revision === this.revision) {
      this.changes = 1;
      this.say("kept");
      return kept.diagram;
    }
    if (kept) await this.handIn(kept);
    return (await fetched(this.page.dataset.source)).text();
  }

  async handIn(kept) {
    const answer = await this.post(kept.diagram, kept.revision).catch(() => undefined);
    const told = answer ? await answer.json().catch(() => ({})) : {};
    if (told.kept || told.revision) localStorage.removeItem(this.key);
    if (told.kept) this.apart(told);
  }

  post(xml, revision, only = false) {
    const body = new FormData();
    body.set("csrf-token", this.page.dataset.token);
    body.set("revision", revision);
    body.set("diagram", new Blob([xml], { type: "application/bpmn+xml" }), "borrador.bpmn");
    if (only) body.set("only", "findings");
    return fetch(this.page.dataset.save, { method: "POST", body });
  }

  // Lets the server repair the draft, with an answer where the repair asks something; gives the diagram that came of it,
  // which is saved.
  async mend(key, answer) {
    const body = new FormData();
    body.set("csrf-token", this.page.dataset.token);
    body.set("revision", this.revision);
    body.set("key", key);
    body.set("answer", answer);
    const sent = await fetch(this.page.dataset.mend, { method: "POST", body }).catch(() => undefined);
    const told = sent ? await sent.json().catch(() => ({})) : {};
    if (told.revision) this.revision = told.revision;
    else this.say("refused", told.error ?? this.state.dataset.stale);
    return told.diagram;
  }

  // The server keeps it beside the draft: say so, with the way there.
  apart(told) {
    this.say("apart", told.error);
    const way = document.createElement("a");
    way.href = told.kept;
    way.textContent = this.state.dataset.see;
    this.state.append(" ", way);
  }

  // `trail` keeps what was saved, to be undone.
  watch(trail) {
    this.trail = trail;
    this.modeler.on("commandStack.changed", () => this.changed());
    addEventListener("online", () => this.unsaved && this.later(0));
    addEventListener("beforeunload", event => this.unsaved && event.preventDefault());
    document.addEventListener("click", event => this.leave(event));
    this.later(0, true);
  }

  // Whoever leaves by a link is not asked whether to lose the last stroke: it is saved first. What cannot be saved, the
  // browser asks about.
  async leave(event) {
    const link = event.target.closest?.("a[href]");
    const elsewhere = link && !link.target && !link.download && !link.getAttribute("href").startsWith("#");
    if (!elsewhere || !this.unsaved || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.flush();
    if (!this.unsaved || this.stopped) location.assign(link.href);
  }

  changed() {
    this.changes += 1;
    this.say("changed");
    this.later(PAUSE);
  }

  // Save now what is not saved yet, as far as the server takes it.
  async flush() {
    this.failed = false;
    while (this.unsaved && !this.failed && !this.stopped) {
      if (this.busy) await new Promise(resolve => setTimeout(resolve, 50));
      else await this.save();
    }
  }

  get unsaved() {
    return this.changes > this.saved;
  }

  later(wait, evenUnchanged = false) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(evenUnchanged), wait);
  }

  async save(evenUnchanged) {
    if (this.stopped && this.unsaved) {  // refused: what is drawn since survives a reload all the same
      const { xml } = await this.modeler.saveXML({ format: true });
      localStorage.setItem(this.key, JSON.stringify({ revision: this.revision, diagram: xml }));
    }
    if (this.stopped || this.busy || !(this.unsaved || evenUnchanged)) return;
    this.busy = true;
    const [changes, mark] = [this.changes, this.trail.mark];
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      if (this.unsaved) {
        localStorage.setItem(this.key, JSON.stringify({ revision: this.revision, diagram: xml }));
        this.say("saving");
      }
      await this.send(xml, changes, mark);
    } finally {
      this.busy = false;
      if (this.unsaved && !this.stopped) this.later(this.failed ? AGAIN : PAUSE);
    }
  }

  async send(xml, changes, mark) {
    let answer;
    try {
      answer = await this.post(xml, this.revision, !this.unsaved);
    } catch {
      answer = undefined;
    }
    this.failed = !answer || answer.status >= 500;
    if (this.failed) {
      if (this.unsaved) this.say("offline");
      return;
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || !told.revision) {
      this.stopped = true;
      if (told.kept) {
        localStorage.removeItem(this.key);
        this.saved = changes;
        this.apart(told);
        return;
      }
      this.say("refused", told.error ?? this.state.dataset.stale);
      return;
    }
    this.revision = told.revision;
    if (this.unsaved) await this.trail.saved(xml, mark);
    this.saved = changes;
    if (this.unsaved) localStorage.setItem(this.key, JSON.stringify({ revision: this.revision, diagram: xml }));
    else localStorage.removeItem(this.key);
    // What is kept beside the draft stays told, with the way there, until one goes on drawing.
    if (told.saved && !this.unsaved && this.state.dataset.state !== "apart") this.say("saved", told.saved);
    this.answered(told);
  }

  say(state, detail = "") {
    this.state.dataset.state = state;
    this.state.textContent = this.state.dataset[state].replace("{detail}", detail);
  }
}
