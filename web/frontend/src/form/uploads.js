// Files, sent as they are chosen, with their progress; what arrived is an input with its signed name, part of the draft.
// XMLHttpRequest, because fetch does not tell how far a request has come.
export function watchFiles(form, draft) {
  const words = form.querySelector("[data-saved]").dataset;
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
    const place = input.closest("[data-field]").querySelector("[data-uploads]");
    const row = progressOf(file.name), [bar, cancel] = row.querySelectorAll("progress, button");
    const request = new XMLHttpRequest(), data = new FormData();
    place.append(row);
    data.append("csrf-token", form.elements["csrf-token"].value);
    data.append(input.name, file);
    request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
    request.addEventListener("loadend", () => {
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
    request.send(data);
  }

  function arrived(input, place, name, request) {
    if (request.cancelled) return false;
    const { signed = [], refused = [] } = request.response ?? {};
    if (!signed.length && !refused.length) refused.push(words.uploadFailed.replace("{name}", name));
    for (const text of signed) {
      place.append(Object.assign(document.createElement("input"), { type: "hidden", name: input.name, value: text }));
    }
    for (const text of signed.length ? [] : refused) {
      place.insertAdjacentHTML("beforeend", '<p class="error" role="alert"><span></span></p>');
      place.lastElementChild.firstElementChild.textContent = text;
    }
    if (signed.length) draft.press({ name: "part", value: input.name }, input);
    return signed.length > 0;
  }

  function progressOf(name) {
    const row = document.createElement("p");
    row.innerHTML = '<label><span></span> <progress max="1" value="0"></progress></label> <button type="button" class="plain"></button>';
    row.querySelector("span").textContent = words.sending.replace("{name}", name);
    row.querySelector("button").textContent = words.cancel;
    return row;
  }

  return files;
}
