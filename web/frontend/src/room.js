// The room «Formularios»: what is written of a field is shown as it would look, as one writes. Without script a press on
// the button does the same.
const PAUSE = 500; // milliseconds after the last key

for (const form of document.querySelectorAll("form[data-room]")) {
  const button = form.querySelector("[data-look]");
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(button), PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
