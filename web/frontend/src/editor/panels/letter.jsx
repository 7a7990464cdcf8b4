/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// The subject and the text of a letter, with fields put in, and how it reads: drawn by the server with values made up.
import { useEffect, useRef, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { calledInTexts, shown, stored } from "../expressions/places.js";
import { Button, VariableChoice, useDraft } from "./parts.jsx";

const page = document.querySelector("[data-editor]");

// `said` holds `subject` and `text`; `about` is what the server is told besides, to draw it.
export function Letter({ said, variables, element, onChange, about }) {
  const translate = useService("translate");
  const labels = calledInTexts(variables);
  return (
    <>
      <Placed label={translate("Subject")} value={said.subject ?? ""} labels={labels} variables={variables} element={element} onChange={subject => onChange({ ...said, subject })} />
      <Placed area label={translate("Text of the e-mail")} value={said.text ?? ""} labels={labels} variables={variables} element={element} onChange={text => onChange({ ...said, text })} />
      <Preview said={said} about={{ ...about, element: element.id }} />
    </>
  );
}

function Placed({ label, value, labels, variables, element, onChange, area }) {
  const translate = useService("translate");
  const field = useRef();
  const draft = useDraft(value, onChange, text => shown(text, labels), text => stored(text, labels));
  const Tag = area ? "textarea" : "input";
  const insert = name => {
    if (!name) return;
    field.current.setRangeText(`{${labels.get(name)}}`, field.current.selectionStart, field.current.selectionEnd, "end");
    draft.leave(field.current.value);
    field.current.focus();
  };
  return (
    <div class="placed">
      <label class="shown"><span>{label}</span>
        <Tag ref={field} class="bio-properties-panel-input" rows={area ? 7 : undefined} value={draft.value} onInput={event => draft.write(event.target.value)} onChange={event => draft.leave(event.target.value)} />
      </label>
      <VariableChoice label={translate("Put a field into: {where}", { where: label })} none={translate("Put a field in…")} element={element} variables={variables} value="" onChange={insert} />
    </div>
  );
}

function Preview({ said, about }) {
  const translate = useService("translate");
  const [open, show] = useState(false);
  const [drawn, draw] = useState("");
  const asked = JSON.stringify([said, about]);
  useEffect(() => {
    if (!open) return undefined;
    const stop = new AbortController();
    const body = new FormData();
    body.set("csrf-token", page.dataset.token);
    for (const [name, value] of Object.entries({ ...about, subject: said.subject ?? "", text: said.text ?? "" })) body.set(name, value ?? "");
    fetch(page.dataset.letter, { method: "POST", body, signal: stop.signal })
      .then(answer => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)))
      .then(draw, () => stop.signal.aborted || draw(""));
    return () => stop.abort();
  }, [open, asked]);
  return (
    <div class="preview">
      <Button onClick={() => show(!open)} aria-expanded={open}>{translate(open ? "Close the preview" : "See the e-mail")}</Button>
      {open && <div aria-live="polite" dangerouslySetInnerHTML={{ __html: drawn || translate("It cannot be shown just now.") }} />}
    </div>
  );
}
