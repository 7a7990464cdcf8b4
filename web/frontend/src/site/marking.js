// Steps that are marked in a list: all of the page at once, and x marks the one that one is at.
const boxes = () => [...document.querySelectorAll(".work .mark input")];

function follow() {
  const all = document.querySelector("[data-mark-all]");
  if (!all) return;
  const marked = boxes().filter(box => box.checked).length;
  all.closest("label").hidden = false;
  all.checked = marked > 0 && marked === boxes().length;
  all.indeterminate = marked > 0 && !all.checked;
}

document.addEventListener("change", event => {
  if (event.target.matches("[data-mark-all]")) for (const box of boxes()) box.checked = event.target.checked;
  follow();
});
document.addEventListener("htmx:after:swap", follow);
follow();
