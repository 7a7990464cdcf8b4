// Telling the reader what came of what they did, without moving the page: in a live region, or in a box that stays until
// it is closed.
const at = name => document.querySelector(`[data-${name}]`);

// Said to whoever listens; seeing it is the page itself.
export function said(words) {
  const place = at("status");
  if (place) place.textContent = words.trim().replace(/\s+/g, " ");
}

// What a page of refusal says, in the words of the engine; without a page, that there was no answer.
export function refused(html) {
  const box = at("alert");
  if (!box) return;
  at("box").hidden = false;
  const page = html && new DOMParser().parseFromString(html, "text/html").querySelector("main");
  const words = page && [page.querySelector("h1"), page.querySelector(".lead, .summary p")];
  box.replaceChildren(
    ...(words?.some(Boolean) ? words.filter(Boolean) : [box.dataset.offline]).map(each => {
      const line = document.createElement("p");
      line.textContent = each.textContent ?? each;
      return line;
    }),
  );
}

// What was refused before is past.
export function taken() {
  if (at("box")) at("box").hidden = true;
}

at("close")?.addEventListener("click", taken);
