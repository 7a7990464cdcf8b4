// A form to be filled in: form-js takes over the one that the server drew. What form-js shows must be what the server
// showed, question by question; where it is not, or anything fails, the server's form stays and works as it is.
import { Form } from "@bpmn-io/form-js-viewer";
import { options } from "preact";

import { Many, Radio, Select, Tags, Tick } from "./form/choices.jsx";
import { Draft, restored } from "./form/draft.js";
import { Files } from "./form/files.jsx";
import { Area, Line, Moment, Numeral } from "./form/inputs.jsx";
import { Group, List, Rows } from "./form/lists.jsx";
import { nameOf } from "./form/names.js";
import { Page } from "./form/page.js";
import { sendThrough, visible } from "./form/sending.js";
import { lockable, nothing, prose, rule } from "./form/shown.jsx";
import { Check } from "./form/summary.js";
import { Validator } from "./form/validator.js";

const COMPONENTS = {
  textfield: lockable(Line), textarea: lockable(Area), number: lockable(Numeral), datetime: lockable(Moment),
  radio: lockable(Radio), select: lockable(Select), checklist: lockable(Many), taglist: lockable(Tags),
  checkbox: lockable(Tick), filepicker: lockable(Files), group: Group, dynamiclist: List,
  text: prose("text"), html: prose("html"), separator: rule(),
  spacer: nothing("spacer"), button: nothing("button"), image: nothing("image"),
};

// form-js stands within the form that is sent, and a form within a form is none: its own is a plain box here.
const { vnode: made } = options;
options.vnode = vnode => {
  if (vnode.type === "form") {
    const { class: name, children } = vnode.props;
    Object.assign(vnode, { type: "div", props: { class: name, children } });
  }
  made?.(vnode);
};

// What form-js says of itself opens over the page, and closes by a click beside it: by the keyboard too.
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".fjs-powered-by-lightbox .backdrop")?.click();
});

for (const place of document.querySelectorAll("[data-form]")) await takeOver(place);

async function takeOver(place) {
  const owner = document.getElementById(place.dataset.form);
  const plain = owner.querySelector("[data-plain]");
  // Whoever typed before the script came, or went back to a page as they left it, goes on with what they have.
  if (isWritten(plain)) return;
  const page = new Page(JSON.parse(place.dataset.handed), plain);
  const form = new Form({ additionalModules: [{
    page: ["value", page],
    validator: ["type", Validator],
    repeatRenderManager: ["type", Rows],
  }] });
  for (const [type, component] of Object.entries(COMPONENTS)) form.get("formFields").register(type, component);

  const { schema, data } = page.handed;
  await form.importSchema(schema, data);
  await drawn();
  const begun = form._getState().initialData;
  const asServer = new Set(owner.elements["seen-fields"].value.split(" ").filter(Boolean));
  const apart = differences(visible(form), asServer);
  if (apart.length) {
    form.destroy();
    console.warn("form-js would ask for other fields than the server; its form stays.", apart);
    return;
  }

  const draft = new Draft(place.dataset.draft);
  const kept = "first" in place.dataset ? draft.read() : null;
  if (kept) await form.importSchema(schema, restored(schema.components, data, kept));
  page.refuse(form._getState().data, name => valueAt(form, name));
  const focused = document.activeElement?.id;
  form.attachTo(place);
  place.hidden = false;
  plain.remove();
  await drawn();
  showRefusals(form, page);
  if (focused && focused.startsWith("campo-")) document.getElementById(focused)?.focus();

  const told = document.querySelector("[data-told]") ?? before(owner);
  sendThrough(owner, form, page);
  guard(owner, new Check(form, page, told));
  if (draft.works) keepDraft(draft, form, kept, begun, told);
}

// A page that says otherwise what was refused has no place of its own for what is said here.
function before(owner) {
  const made = document.createElement("div");
  owner.before(made);
  return made;
}

// After form-js has drawn: it draws in a microtask of its own.
function drawn() {
  return new Promise(resolve => setTimeout(resolve));
}

function isWritten(plain) {
  return [...plain.querySelectorAll("input, select, textarea")].some(input => {
    if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
    if (input.type === "file") return input.files.length > 0;
    if (input.options) return [...input.options].some((option, number) => option.selected !== isDefault(input, option, number));
    return input.value !== input.defaultValue;
  });
}

function isDefault({ options }, option, number) {
  return [...options].some(each => each.defaultSelected) ? option.defaultSelected : number === 0;
}

// The fields that only one of both shows; of a list that has no rows here, those in its rows do not count.
function differences(here, there) {
  const rows = name => name.includes("[]") && ![...here].some(other => other.startsWith(name.slice(0, name.indexOf("[]") + 2)));
  return [...[...here].filter(name => !there.has(name)), ...[...there].filter(name => !here.has(name) && !rows(name))];
}

function valueAt(form, name) {
  const instance = form.get("formFieldInstanceRegistry").getAll().find(({ valuePath }) => nameOf(valuePath) === name);
  return instance?.value;
}

function showRefusals(form, page) {
  for (const instance of form.get("formFieldInstanceRegistry").getAll()) {
    if (page.isRefused(nameOf(instance.valuePath))) form.get("viewerCommands").updateFieldInstanceValidation(instance, instance.value);
  }
}

function guard(owner, check) {
  let sending = false;
  owner.addEventListener("submit", event => {
    if (sending || !check.passes()) event.preventDefault();
    else sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });
}

function keepDraft(draft, form, kept, begun, place) {
  draft.watch(form, begun);
  for (const hint of document.querySelectorAll("[data-kept]")) hint.hidden = false;
  if (!kept) return;
  const told = document.querySelector("[data-recovered]").content.cloneNode(true);
  told.querySelector("[data-discard]").addEventListener("click", () => {
    draft.drop();
    location.reload();
  });
  place.replaceChildren(told);
}
