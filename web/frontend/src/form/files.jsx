/** @jsxRuntime automatic @jsxImportSource preact */
// Files: those that the server has, by a signature that goes back to it, and those that go with the form.
import { FilePicker, useExpressionEvaluation } from "@bpmn-io/form-js-viewer";
import { useState } from "preact/hooks";

import { Around, Name, useField } from "./field.jsx";

export function Files(props) {
  const it = useField(props);
  const multiple = useExpressionEvaluation(it.field.multiple) === true;
  const files = props.value ?? [];
  // Those that were unticked stay listed, so that one can be ticked again.
  const [listed, setListed] = useState(files);
  const all = [...listed, ...files.filter(file => !listed.some(other => idOf(other) === idOf(file)))];
  const put = taken => {
    setListed(all);
    props.onChange({ value: taken.length ? taken : null });
  };
  const pick = ({ target }) => {
    const picked = [...target.files].map(file => it.page.keep(file));
    // Emptied, so that the same file can be chosen again after it was taken out.
    target.value = "";
    if (picked.length) put(multiple ? [...files, ...picked] : picked);
  };
  const isTaken = file => files.some(other => idOf(other) === idOf(file));
  const toggle = file => put(all.filter(other => isTaken(other) !== (idOf(other) === idOf(file))));
  return <div class={`field${it.errors.length ? " wrong" : ""}`}>
    <label for={it.id}><Name it={it} /></label>
    <Around it={it} />
    {all.length > 0 && <ul class="files">
      {all.map((file, number) => <li class="tick" key={idOf(file)}>
        <input type="checkbox" id={`${it.id}-${number + 1}`} checked={isTaken(file)} onChange={() => toggle(file)} />
        <label for={`${it.id}-${number + 1}`}>{file.name} <span class="hint">{it.page.size(file.size)} · {it.page.say("untick")}</span></label>
      </li>)}
    </ul>}
    <div class="picker">
      <input {...it.common} type="file" multiple={multiple} accept={it.field.accept} onChange={pick} />
      <label class="button quiet" for={it.id}>{it.page.say(multiple ? "attachMore" : "attach")}</label>
    </div>
  </div>;
}
Files.config = { ...FilePicker.config, emptyValue: null, sanitizeValue: undefined };

function idOf(file) {
  return file.signed ?? file.file;
}
