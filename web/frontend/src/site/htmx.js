// htmx as this site uses it: nothing is evaluated, an address says only what is asked for, whatever is refused is said,
// and whoever reads by ear hears what came of it.
import htmx from "htmx.org/dist/htmx.esm.js";

import { refused, said, taken } from "./telling.js";

function never() {
  throw new Error("no text is run as a program here");
}

htmx.registerExtension("cauce", { init: api => api.initSecurity(null, never, never) });

const main = () => document.getElementById("contenido");

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  // What it was asked from may be something else once the answer has taken its place.
  ctx.words = ctx.sourceElement.dataset.said;
  ctx.paging = Boolean(ctx.sourceElement.closest(".pager"));
  if (ctx.request.method !== "GET" || !ctx.request.body) return;
  for (const [name, value] of [...ctx.request.body]) if (!value) ctx.request.body.delete(name);
});

// The session has ended: the answer is the entrance, which takes the place of the whole page.
document.addEventListener("htmx:before:response", event => {
  const { raw } = event.detail.ctx.response;
  if (!raw.redirected || new URL(raw.url).pathname !== "/") return;
  event.preventDefault();
  location.reload();
});

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => refused(ctx.text));
document.addEventListener("htmx:error", () => refused());

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.beside || ctx.response?.status >= 400) return;
  taken();
  const words = ctx.words ?? main().querySelector("[data-count]")?.textContent;
  if (words) said(words);
  // Another page is read from its beginning, and so is one on which what had the focus is gone.
  if (ctx.paging) main().focus();
  else if (document.activeElement === document.body) main().focus({ preventScroll: true });
});

// What is new on a page that was brought up to date (live.js).
document.addEventListener("cauce:live", ({ detail: { parts } }) => parts.forEach(part => htmx.process(part)));
