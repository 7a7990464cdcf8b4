// What the page says of the event beside the drawing: the same places that the server filled for the first one.
import { list, shown, tag } from "./value.js";

export class Facts {
  constructor(place, history) {
    this.place = place;
    this.history = history;
    addEventListener("beforeprint", () => this.fill?.());
    this.icons = [...place.querySelector("template[data-marks]").content.children];
  }

  find(name) {
    return this.place.querySelector(`[data-${name}]`);
  }

  show(moment) {
    const { step } = moment;
    this.find("number").textContent = moment.number;
    this.find("what").textContent = step.what;
    this.find("who").textContent = step.who;
    this.find("way").textContent = moment.way;
    this.find("when").textContent = moment.when;
    this.find("hash").textContent = moment.hash;
    this.find("prev").textContent = moment.prev;
    this.find("recorded").textContent = step.recorded ?? "";
    this.find("recorded-part").hidden = !step.recorded;
    this.find("beyond").hidden = moment.executed;
    for (const name of ["waited", "term"]) this.part(name, step[name] ?? "");
    for (const name of ["moved", "sent"]) this.part(name, tag("ul", {}, ...(step[name] ?? []).map(each => tag("li", {}, each))), step[name]);
    this.find("waits").replaceChildren(this.waits(moment.executed ? moment.waits : []));
    this.form(moment);
    this.differences(moment);
    this.table(moment);
    for (const sent of document.querySelectorAll("[data-step-sent]")) sent.value = moment.number;
    for (const link of document.querySelectorAll("[data-raise]")) link.search = link.search.replace(/evento=\d+/, `evento=${moment.number}`);
  }

  // A line that is there only where there is something to say.
  part(name, said, shown = said) {
    this.find(name).replaceChildren(said);
    this.find(`${name}-part`).hidden = !shown?.length;
  }

  waits(waits) {
    if (!waits.length) return tag("span", { className: "hint" }, this.place.dataset.nobody);
    return tag("ul", {}, ...waits.map(each => tag("li", {}, each)));
  }

  form({ step, data }) {
    const given = (step.given ?? []).map(name => [this.history.labels[name], data.get(name)]);
    const pairs = (step.written ?? given).map(([label, value]) => [label, this.value(value)]);
    this.find("form").hidden = !pairs.length && !step.form;
    this.find("form-name").textContent = step.form ?? "";
    this.find("given").replaceChildren(...list(pairs).childNodes);
  }

  differences({ changes, data, executed }) {
    this.find("known").hidden = !executed;
    this.find("unchanged").hidden = changes.length > 0;
    this.find("differences-table").hidden = !changes.length;
    const by = new Map(changes.map(change => [change.name, change]));
    const rows = this.history.sorted(by.keys()).map(name => this.row(by.get(name)));
    this.find("differences").replaceChildren(...rows);
    const same = executed ? this.history.sorted(data.keys()).filter(name => !by.has(name) && data.get(name) !== "") : [];
    this.find("same-count").textContent = same.length;
    const rest = this.find("rest");
    this.fill = () => {
      const pairs = same.map(name => [this.history.labels[name], this.value(data.get(name))]);
      this.find("same").replaceChildren(...list(pairs).childNodes);
    };
    // Closed, it is filled when somebody opens it: a slider passes many events that nobody looks into.
    if (rest.open) this.fill();
    else this.find("same").replaceChildren();
    rest.ontoggle = () => rest.open && this.fill();
  }

  row({ name, kind, before, after }) {
    const titles = this.place.querySelectorAll("[data-differences-table] th");
    const word = this.place.dataset[kind];
    const cells = [
      this.history.labels[name],
      kind === "added" ? "—" : this.value(before),
      kind === "removed" ? "—" : this.value(after),
      tag("span", { className: `kind ${kind}` }, word),
    ];
    const row = tag("tr", { className: kind, role: "row" });
    for (const [at, cell] of cells.entries()) {
      const made = tag("td", { role: "cell" }, tag("div", {}, cell));
      made.dataset.label = titles[at].textContent;
      row.append(made);
    }
    return row;
  }

  // Where it stood, in words.
  table({ marks, runs }) {
    const states = ["current", "done", "left", "ahead"];
    for (const each of this.place.querySelectorAll("[data-process]")) {
      each.hidden = String(runs[each.dataset.process] ?? each.dataset.version) !== each.dataset.version;
    }
    for (const row of this.place.querySelectorAll("[data-step]")) {
      const process = row.closest("[data-process]").dataset.process;
      const [state, times] = marks.get(process)?.get(row.dataset.step) ?? ["ahead", 0];
      const key = `${state} ${times}`;
      if (row.dataset.shown === key) continue;
      row.dataset.shown = key;
      row.className = state;
      const words = times > 1 ? `${this.place.dataset[state]} · ${this.round(times)}` : this.place.dataset[state];
      const icon = this.icons[states.indexOf(state)].cloneNode(true);
      row.querySelector("[data-said]").replaceChildren(icon, ` ${words}`);
    }
  }

  round(times) {
    return this.place.dataset.round.replace("#", times);
  }

  value(value) {
    return shown(value, this.place.dataset.files, this.place.dataset.nothing);
  }
}
