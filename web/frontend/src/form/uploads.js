// Files, sent as they are chosen, with their progress; what arrived is an input with its signed name, part of the draft.
// XMLHttpRequest, because fetch does not tell how far a request has come.
import { released } from "./draft.js";

export function watchFiles(form, draft) {
  const files = { busy: 0, next: null, waitFor };

  // Do something once everything has arrived; nothing where something does not.
  function waitFor(next) {
    draft.tell("uploading");
    [draft.waits, files.next] = [true, next];
  }

  form.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-upload]")) return;
    for (const file of target.files) send(target, file);
    target.value = "";
  });

  function send(input, file) {
    const place = input.closest("[data-field]").querySelector("[data-uploads]"), row = drawn("on-its-way", file.name);
    const [bar, cancel] = row.querySelectorAll("progress, button");
    const request = new XMLHttpRequest(), data = new FormData();
    place.append(row);
    data.append("csrf-token", form.elements["csrf-token"].value);
    data.append(field(input), file);
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
    request.addEventListener("loadend", async () => {
      await released; // its row goes and what is below moves up: a press that has begun would be lost
      files.busy -= 1;
      row.remove();
      const well = arrived(input, place, file.name, request);
      if (well && files.busy) return;
      if (well) files.next?.();
      [draft.waits, files.next] = [false, null];
    });
    cancel.addEventListener("click", () => { request.cancelled = true; request.abort(); });
    files.busy += 1;
    request.responseType = "json";
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  }

  function arrived(input, place, name, request) {
    if (request.cancelled) return false;
    const { signed = [], refused = [] } = request.response ?? {};
    const kept = value => Object.assign(document.createElement("input"), { type: "hidden", name: input.name, value });
    if (signed.length && input.dataset.replaces) input.closest("li").querySelector("input[type=hidden]").value = signed[0];
    else if (signed.length) place.append(...signed.map(kept));
    else place.append(...refused.length ? refused.map(text => drawn("not-taken", text)) : [drawn("not-arrived", name)]);
    if (signed.length) draft.press({ name: "part", value: field(input) }, input);
    return signed.length > 0;
  }

  // The name of the field that an input brings files to: its own, or that of the file that it replaces.
  function field(input) { return input.dataset.replaces ?? input.name; }

  // One of the page's templates, about what `text` says.
  function drawn(template, text) {
    const row = form.querySelector(`template[data-${template}]`).content.firstElementChild.cloneNode(true), place = row.querySelector("span");
    place.textContent = place.textContent.replace("{name}", () => text);
    return row;
  }

  return files;
}
