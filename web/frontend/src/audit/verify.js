// Verifying without leaving the page: the form is sent as it is, and the answer's part takes the place of this one. The
// server goes on and keeps what it finds, whether somebody waits for it or not.
export function verifyInPlace(section) {
  section.addEventListener("submit", async event => {
    const form = event.target.closest("[data-verify]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const working = form.querySelector("[data-working]");
    const failed = section.querySelector("[data-verify-failed]");
    button.disabled = true;
    failed.hidden = true;
    working.hidden = false;
    section.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      section.replaceChildren(...page.querySelector("[data-verification]").childNodes);
      const heading = section.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus();
    } catch (error) {
      failed.hidden = false;
      console.warn(error);
    } finally {
      button.disabled = false;
      working.hidden = true;
      section.removeAttribute("aria-busy");
    }
  });
}
