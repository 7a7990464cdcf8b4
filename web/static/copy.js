// A button that copies the text of the field it names, and says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Without https or permission there is no clipboard to write to; the text is selected, and the old way may work.
      if (!document.execCommand("copy")) return;
    }
    button.textContent = field.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2500);
  });
  field.addEventListener("focus", () => field.select());
}
