// A menu is closed again by the Escape key, and by going elsewhere: by the mouse or by the keyboard.
const open = () => document.querySelector("details[data-menu][open]");

function elsewhere({ target }) {
  const menu = open();
  if (menu && !menu.contains(target)) menu.open = false;
}

document.addEventListener("pointerdown", elsewhere);
document.addEventListener("focusin", elsewhere);
document.addEventListener("keydown", event => {
  const menu = open();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
});
