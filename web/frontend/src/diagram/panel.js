// What the page says of the chosen element, beside the drawing: the words of its row in the table.
export class Panel {
  constructor(place, open) {
    this.place = place;
    this.panel = place.querySelector("[data-panel]");
    this.chosen = this.panel.querySelector("[data-chosen]");
    this.panel.addEventListener("click", event => {
      const process = event.target.closest("[data-calls]")?.dataset.calls;
      if (process) open(process);
    });
  }

  // The elements of a process that have a row, in its order.
  ids(process) {
    return [...document.querySelectorAll(`[data-process="${process}"] [data-step]`)].map(row => row.dataset.step);
  }

  // Gives whether there is something to say.
  show(process, id, name, { state, times }) {
    const row = document.querySelector(`[data-process="${process}"] [data-step="${CSS.escape(id)}"]`);
    if (!row && !name) return false;
    const heading = document.createElement("h3");
    heading.textContent = name;
    const said = document.createElement("p");
    said.className = "state";
    if (row) said.append(...row.querySelector("[data-said]").cloneNode(true).childNodes);
    else said.textContent = this.said(state, times);
    this.chosen.replaceChildren(heading, said);
    if (row) {
      const told = row.querySelector("[data-told]").cloneNode(true);
      for (const button of told.querySelectorAll("[data-calls]")) button.hidden = false;
      this.chosen.append(...told.childNodes);
    }
    this.panel.hidden = false;
    return true;
  }

  said(state, times) {
    const { current, done, round } = this.place.dataset;
    const words = { current, done }[state] ?? "";
    return times > 1 ? `${words} · ${round.replace("#", times)}` : words;
  }

  close() {
    this.panel.hidden = true;
    this.chosen.replaceChildren();
  }
}
