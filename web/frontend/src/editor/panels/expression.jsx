/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// An expression as it is written, with completion: the fields by what people call them, and what can be done with them.
import { useRef, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { useDraft } from "./parts.jsx";

const WORD = /[\p{L}_][\p{L}\p{N}_]*$/u;
const LANGUAGE = "and or not in is None True False len max min sum abs round sorted any all str int float".split(" ");
const MOST = 8;
const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function Expression({ id, variables, text, onChange, label, rows = 2 }) {
  const translate = useService("translate");
  const area = useRef();
  const [offered, offer] = useState();
  const draft = useDraft(text, onChange);
  const list = `${id}-completions`;

  const look = (asked = false) => {
    const { value, selectionStart, selectionEnd } = area.current;
    const word = WORD.exec(value.slice(0, selectionStart))?.[0] ?? "";
    const inText = (value.slice(0, selectionStart).match(/"/g)?.length ?? 0) % 2 === 1;
    if (selectionStart !== selectionEnd || inText || (!word && !asked)) return offer(undefined);
    const begun = folded(word);
    const fits = each => folded(each.name).startsWith(begun) || folded(each.label ?? "").split(/\P{L}+/u).some(part => part.startsWith(begun));
    const found = [...variables.filter(fits), ...LANGUAGE.filter(each => word && each.toLowerCase().startsWith(begun)).map(name => ({ name }))];
    const rest = found.filter(each => each.name !== word).slice(0, MOST);
    offer(rest.length ? { word, at: 0, found: rest } : undefined);
  };
  const take = ({ name }) => {
    const { selectionStart } = area.current;
    area.current.setRangeText(name, selectionStart - offered.word.length, selectionStart, "end");
    draft.write(area.current.value);
    offer(undefined);
  };
  const press = event => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return look(true);
    }
    if (!offered) return undefined;
    const { found, at } = offered;
    const acts = {
      ArrowDown: () => offer({ ...offered, at: (at + 1) % found.length }),
      ArrowUp: () => offer({ ...offered, at: (at + found.length - 1) % found.length }),
      Enter: () => take(found[at]),
      Tab: () => take(found[at]),
      Escape: () => offer(undefined),
    };
    if (!acts[event.key] || event.shiftKey) return undefined;
    event.preventDefault();
    event.stopPropagation();
    return acts[event.key]();
  };
  return (
    <div class="completing">
      <textarea ref={area} class="bio-properties-panel-input code" rows={Math.min(Math.max(rows, Math.ceil(draft.value.length / 34)), 10)} spellcheck={false} aria-label={label ?? translate("Expression")} role="combobox" aria-autocomplete="list"
        aria-expanded={Boolean(offered)} aria-controls={list} aria-activedescendant={offered && `${list}-${offered.at}`} value={draft.value}
        onInput={event => (draft.write(event.target.value), look())} onKeyDown={press} onBlur={event => (offer(undefined), draft.leave(event.target.value))} />
      <ul id={list} role="listbox" aria-label={translate("What can stand here")} hidden={!offered}>
        {offered?.found.map((each, index) => (
          <li id={`${list}-${index}`} role="option" aria-selected={index === offered.at} onMouseDown={event => (event.preventDefault(), take(each))}>
            <code>{each.name}</code> {each.label}
          </li>
        ))}
      </ul>
      <p class="bio-properties-panel-description">{translate("Ctrl+Space shows what can stand here.")}</p>
    </div>
  );
}
