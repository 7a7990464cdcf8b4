// The words of an expression of the diagram (bpmn/expressions): `{ name }`, `{ word }` for the language's own, `{ sign }`,
// or `{ value }`, each with where it stands (`at`, `end`). Undefined where something is none of these, or has no end.
const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else"]);
const VALUES = { True: true, False: false, None: null };
const TOKEN = /\s*(?:([\p{L}_][\p{L}\p{N}_]*)|(\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(==|!=|<=|>=|\/\/|[-<>+*/%()[\]{},:.=]))/uy;
const ESCAPES = { n: "\n", t: "\t", r: "\r", "\\": "\\", '"': '"', "'": "'", "\n": "" };

export function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const [all, name, number, quoted, sign] = match;
    const end = match.index + all.length;
    const token = name ? named(name) : number ? { value: Number(number.replaceAll("_", "")) } : sign ? { sign } : { value: unquoted(quoted) };
    if (token.value === undefined && "value" in token) return undefined;
    found.push({ ...token, at: end - all.trimStart().length, end });
  }
  return found;
}

function named(name) {
  if (Object.hasOwn(VALUES, name)) return { value: VALUES[name] };
  return WORDS.has(name) ? { word: name } : { name };
}

// Undefined where an escape is none of Python's.
function unquoted(text) {
  let wrong = false;
  const made = text.slice(1, -1).replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/gu, (_, two, four, eight, one) => {
    if (one === undefined) return String.fromCodePoint(Number.parseInt(two ?? four ?? eight, 16));
    wrong ||= !Object.hasOwn(ESCAPES, one);
    return ESCAPES[one] ?? "";
  });
  return wrong ? undefined : made;
}
