// A form that is filled in. The server draws, judges and keeps it; this sends what is typed and puts in its place what
// looks otherwise then, and what is wrong with what was left. A page without script does the same by its buttons.
import { Draft } from "./form/draft.js";
import { markWritten, showErrors, swap } from "./form/parts.js";
import { watchFiles } from "./form/uploads.js";

const WHOLE = "campo-"; // where it is said what is wrong with the form and no field of it
const PAUSE = 600; // milliseconds after the last key; a choice is sent at once
const WRITTEN = "textarea, input:not([type=checkbox], [type=radio], [type=file], [type=date], [type=time], [type=datetime-local])";

for (const form of document.querySelectorAll("form[data-save]")) {
  const left = new Set([WHOLE, ...[...form.querySelectorAll("[data-field].wrong")].map(each => each.dataset.field)]);
  const draft = new Draft(form, answer => {
    swap(form, answer);
    (draft.judge = () => showErrors(form, answer.errors, left))();
  });
  const files = watchFiles(form, draft);

  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    markWritten(target);
    draft.changed(target.matches(WRITTEN) ? PAUSE : 0);
  });
  form.addEventListener("focusin", () => draft.clear(Infinity).then(() => addEventListener("scrollend", () => draft.clear(), { once: true })));
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = target.closest("[data-field]");
    if (!field || field.contains(relatedTarget) || !target.name) return;
    left.add(field.dataset.field);
    draft.left();
  });
  form.addEventListener("submit", event => {
    const button = event.submitter, name = button?.name ?? "";
    const saves = name === "save-draft" && !draft.ended, draws = ["more-rows", "take-out"].includes(name);
    if (!saves && !draws && !files.busy && !draft.sent) return draft.send();
    event.preventDefault();
    if (saves) draft.again();
    else if (draws) draft.press(button, button);
    else if (files.busy) files.waitFor(() => form.requestSubmit(button)); // as soon as the files have arrived
  });
}
