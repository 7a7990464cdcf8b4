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

// That the page at hand is not as it is any more, where something was written on it; with the way to how it is.
export function outdated(words, url) {
  const box = at("alert");
  if (!box) return;
  at("box").hidden = false;
  const lines = [words?.trim(), box.dataset.outdated].filter(Boolean).map(text => Object.assign(document.createElement("p"), { textContent: text }));
  const way = Object.assign(document.createElement("a"), { href: url, textContent: box.dataset.see });
  box.replaceChildren(...lines, way);
}

// What was refused before is past.
export function taken() {
  if (at("box")) at("box").hidden = true;
}

at("close")?.addEventListener("click", taken);
