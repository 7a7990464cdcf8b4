// A value as the server shows it (web/audit/replay_json.py): a text, a list of texts, files to download, or rows.
export function shown(value, files, nothing) {
  if (value === "" || value === undefined) return tag("span", { className: "hint" }, nothing);
  if (typeof value === "string") return tag("span", { className: "text" }, value);
  if (Array.isArray(value)) return tag("ul", {}, ...value.map(line => tag("li", {}, line)));
  if (value.files) {
    const link = ([name, size, sha256]) =>
      tag("li", {}, tag("a", { href: files + sha256 }, name), " ", tag("span", { className: "hint" }, size));
    return tag("ul", { className: "files" }, ...value.files.map(link));
  }
  const row = cells => tag("li", {}, list(cells.map(([label, inner]) => [label, shown(inner, files, nothing)])));
  return tag("ol", { className: "rows" }, ...value.rows.map(row));
}

export function list(pairs) {
  const pair = ([label, value]) => tag("div", {}, tag("dt", {}, label), tag("dd", {}, value));
  return tag("dl", { className: "data" }, ...pairs.map(pair));
}

export function tag(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
