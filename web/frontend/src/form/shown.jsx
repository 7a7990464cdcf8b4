/** @jsxRuntime automatic @jsxImportSource preact */
// What is only read: values and texts as the server drew them, so that dates, amounts and files look as everywhere.
import { useLayoutEffect, useRef } from "preact/hooks";

import { usePage } from "./field.jsx";
import { useOptions } from "./choices.jsx";
import { labelOf, nameOf, onlyShown } from "./names.js";
import { write } from "./numerals.js";

// A field that may be written, and is only read where it is locked.
export function lockable(Component) {
  function Lockable(props) {
    return props.readonly || props.disabled ? <Locked {...props} /> : <Component {...props} />;
  }
  Lockable.config = Component.config;
  return Lockable;
}

function Locked({ field, fieldInstance, value }) {
  const page = usePage();
  const options = useOptions(field);
  const piece = onlyShown(field) ? page.piece(nameOf(fieldInstance.valuePath)) : null;
  return <dl class="data locked"><div>
    <dt>{labelOf(field)}</dt>
    {piece ? <Copy of={piece} as="dd" /> : <dd>{inWords(page, field, options, value)}</dd>}
  </div></dl>;
}

// A value that an expression has locked just now, which the server has not drawn.
function inWords(page, field, options, value) {
  const items = [value].flat().filter(item => item !== null && item !== undefined && item !== "");
  if (!items.length) return <span class="hint">{page.say("nothing")}</span>;
  return items.map(item => {
    const option = options.find(each => JSON.stringify(each.value) === JSON.stringify(item));
    if (option) return option.label;
    if (typeof item === "boolean") return page.say(item ? "yes" : "no");
    return item.name ?? (field.type === "number" ? write(item, field.decimalDigits) : String(item));
  }).join(", ");
}

export function prose(type) {
  function Prose({ field }) {
    const piece = usePage().piece(field.id);
    return piece && <Copy of={piece} class="prose" />;
  }
  Prose.config = { type, keyed: false, name: type, group: "presentation", create: (options = {}) => options };
  return Prose;
}

export function rule() {
  function Rule() {
    return <hr />;
  }
  Rule.config = { type: "separator", keyed: false, name: "separator", group: "presentation", create: (options = {}) => options };
  return Rule;
}

export function nothing(type) {
  function Nothing() {
    return null;
  }
  Nothing.config = { type, keyed: false, name: type, group: "presentation", create: (options = {}) => options };
  return Nothing;
}

function Copy({ of, as: Tag = "div", ...rest }) {
  const place = useRef();
  useLayoutEffect(() => place.current.replaceChildren(...of.cloneNode(true).childNodes), []);
  return <Tag ref={place} {...rest} />;
}
