// What the server found and what changes: on the elements themselves, and in lists that lead to them. Where a finding
// has a way it is played, where one change puts it right that is made, each by a button.
import { canRepair, repair } from "./repair.js";

export class Findings {
  constructor(modeler, way, mend) {
    this.mend = mend;
    this.modeler = modeler;
    this.way = way;
    this.lists = {
      findings: document.querySelector("[data-findings]"),
      differences: document.querySelector("[data-differences]"),
    };
    this.marked = [];
  }

  show(told) {
    this.mark(told);
    for (const [name, list] of Object.entries(this.lists)) {
      list.replaceChildren(...told[name].map(each => this.item(each)));
      document.querySelector(`[data-no="${name}"]`).hidden = told[name].length > 0;
    }
  }

  item(each) {
    const item = document.createElement("li");
    item.className = each.kind;
    if (each.label) {
      const label = document.createElement("b");
      label.textContent = `${each.label}: `;
      item.append(label);
    }
    item.append(each.text);
    if (each.element && this.modeler.get("elementRegistry").get(each.element)) {
      item.append(" ", button(each.see, () => this.select(each.element)));
    }
    if (each.way) {
      const play = button(each.play, () => this.way.open(each.way, play));
      item.append(" ", play);
    }
    if (each.repair && (each.repair.key || canRepair(this.modeler, each.repair))) {
      const act = () => (each.repair.question ? item.append(this.asking(each, made)) : this.repair(each.repair));
      const [made, says] = [button(each.mend, act, "quiet"), document.createElement("span")];
      says.className = "hint";
      says.textContent = each.repair.label;
      made.title = each.repair.label;
      item.append(" ", made, " ", says);
    }
    if (each.rule) {
      const link = document.createElement("a");
      link.href = each.rule;
      link.target = "_blank";
      link.textContent = each.why;
      item.append(" ", link);
    }
    if (each.consequences) item.append(this.following(each));
    return item;
  }

  // What comes of a finding, folded under it.
  following({ consequences, follows }) {
    const [details, summary, list] = ["details", "summary", "ul"].map(name => document.createElement(name));
    summary.textContent = follows;
    list.className = "findings";
    list.append(...consequences.map(each => this.item(each)));
    details.append(summary, list);
    return details;
  }

  // What a repair has to know, in the place of its button: chosen, or written.
  asking({ repair, mend }, opened) {
    const { text, choices, written, suggested, choose, other } = repair.question;
    const form = document.createElement("form");
    form.className = "asking";
    const label = document.createElement("label");
    label.append(text, " ");
    const answers = [];
    if (choices.length) {
      const select = document.createElement("select");
      for (const each of [{ value: "", label: choose }, ...choices]) select.add(new Option(each.label, each.value, false, each.value === suggested));
      answers.push(select);
    }
    if (written !== "nothing") {
      const input = document.createElement("input");
      if (written === "number") input.inputMode = "numeric";
      if (choices.length) input.setAttribute("aria-label", input.placeholder = other);
      answers.push(input);
    }
    label.append(answers[0]);
    form.append(label, ...answers.slice(1), button(mend, () => {}, "quiet"));
    form.addEventListener("submit", event => {
      event.preventDefault();
      const answer = answers.toReversed().map(each => each.value.trim()).find(Boolean);
      if (answer) this.repair(repair, answer);
      else answers[0].focus();
    });
    opened.replaceWith();
    requestAnimationFrame(() => answers[0].focus());
    return form;
  }

  // By the editor itself, or where it takes more than one change, or something has to be known, by the server.
  async repair(change, answer = "") {
    if (change.key) await this.mend(change.key, answer);
    else repair(this.modeler, change);
    this.select(change.element);
  }

  select(id) {
    const element = this.modeler.get("elementRegistry").get(id);
    if (!element) return;
    this.modeler.get("canvas").scrollToElement(element, 80);
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").focus();
  }

  // A badge says it besides the colour: ! to mend, ? to look at.
  mark({ findings: causes, differences }) {
    const findings = causes.flatMap(each => [each, ...(each.consequences ?? [])]);
    const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map(name => this.modeler.get(name));
    for (const [id, marker] of this.marked) if (registry.get(id)) canvas.removeMarker(id, marker);
    this.marked = [];
    overlays.remove({ type: "finding" });
    const worst = new Map();
    for (const { element, kind } of findings) if (worst.get(element) !== "error") worst.set(element, kind);
    for (const [id, kind] of worst) {
      if (!registry.get(id)) continue;
      const html = document.createElement("span");
      html.className = `badge ${kind}`;
      html.textContent = kind === "error" ? "!" : "?";
      html.title = findings.filter(each => each.element === id).map(each => each.text).join("\n");
      overlays.add(id, "finding", { position: { top: -12, left: -12 }, html });
    }
    for (const { element, kind } of differences) {
      if (!registry.get(element)) continue;
      const marker = `is-${kind}`;
      canvas.addMarker(element, marker);
      this.marked.push([element, marker]);
    }
  }
}

function button(text, act, kind = "plain") {
  const made = document.createElement("button");
  made.className = kind;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
