// Checks a form before it is sent, and says at the top what there is to mend.
//
// The server judges, always. So this says once what it thinks is wrong, and lets pass what is sent again unchanged: a
// check that is stricter here than there must not keep anybody from completing a step.
import { anchor, at, general, labelOf, nameOf } from "./names.js";

export class Check {
  constructor(form, page, place) {
    Object.assign(this, { form, page, place });
    this.told = null;
  }

  // Whether what is filled in may be sent; if not, everything wrong with it is said.
  passes() {
    const wrong = this._wrong();
    const filled = JSON.stringify(this.form._getState().data);
    if (!wrong.length || this.told === filled) return true;
    this.told = filled;
    this._tell(wrong);
    return false;
  }

  _wrong() {
    const instances = this.form.get("formFieldInstanceRegistry").getAll();
    const lists = this.form.get("validator").listsWithoutRows(instances);
    const errors = this.form.validate();
    for (const { id } of lists) errors[id] = [this.page.say("required")];
    if (lists.length) this.form._setState({ errors: { ...errors } });
    return instances
      .map(instance => [instance, at(errors[instance.id], Object.values(instance.indexes ?? {}))])
      .filter(([, texts]) => Array.isArray(texts) && typeof texts[0] === "string")
      .map(([instance, texts]) => ({ name: nameOf(instance.valuePath), label: this._label(instance), texts }))
      .sort((one, other) => this._order(one) - this._order(other));
  }

  _label({ id, indexes = {} }) {
    const registry = this.form.get("formFieldRegistry");
    const rows = Object.entries(indexes).map(([list, number]) => `${labelOf(registry.get(list))} ${number + 1} · `);
    return rows.join("") + labelOf(registry.get(id));
  }

  _order({ name }) {
    this.places ??= new Map();
    const fields = [...document.querySelectorAll("[id^='campo-']")];
    return fields.findIndex(({ id }) => id === anchor(name));
  }

  _tell(wrong) {
    const { page } = this;
    const title = element("h2", page.say("mend"));
    const list = element("ul");
    for (const { name, label, texts } of wrong) {
      for (const text of texts) {
        const link = element("a", `${label}: ${text}`);
        link.href = `#${anchor(name)}`;
        const item = element("li");
        item.append(link);
        list.append(item);
      }
    }
    const summary = element("div");
    summary.className = "summary";
    summary.setAttribute("role", "alert");
    summary.tabIndex = -1;
    summary.append(title, element("p", page.say("notSent")), list, element("p", page.say("anyway")));
    this.place.replaceChildren(summary);
    summary.focus();
  }
}

function element(tag, text = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
