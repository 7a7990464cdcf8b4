/** @jsxRuntime automatic @jsxImportSource preact */
// Files: those that the server has, by a signature that goes back to it, and those that go with the form.
import { FilePicker, useExpressionEvaluation } from "@bpmn-io/form-js-viewer";
import { useRef } from "preact/hooks";

import { Around, Name, useField } from "./field.jsx";

export function Files(props) {
  const it = useField(props);
  const input = useRef();
  const evaluated = useExpressionEvaluation(it.field.multiple);
  const multiple = evaluated === true;
  const files = props.value ?? [];
  const put = value => props.onChange({ value: value.length ? value : null });
  const pick = ({ target }) => {
    const picked = [...target.files].map(file => it.page.keep(file));
    // Emptied, so that the same file can be chosen again after it was taken out.
    target.value = "";
    if (picked.length) put(multiple ? [...files, ...picked] : picked);
  };
  const take = number => {
    put(files.filter((_, other) => other !== number));
    input.current.focus();
  };
  return <div class={`field${it.errors.length ? " wrong" : ""}`}>
    <label for={it.id}><Name it={it} /></label>
    <Around it={it} />
    {files.length > 0 && <ul class="files">
      {files.map((file, number) => <li key={file.signed ?? file.file}>
        <span>{file.name} <span class="hint">{it.page.size(file.size)} · {it.page.say(file.signed ? "attached" : "toSend")}</span></span>
        <button type="button" class="plain" onClick={() => take(number)}>{it.page.say("takeFile", { name: file.name })}</button>
      </li>)}
    </ul>}
    <div class="picker">
      <input {...it.common} ref={input} type="file" multiple={multiple} accept={it.field.accept} onChange={pick} />
      <label class="button quiet" for={it.id}>{it.page.say(multiple ? "attachMore" : "attach")}</label>
    </div>
  </div>;
}
Files.config = { ...FilePicker.config, emptyValue: null, sanitizeValue: undefined };
