// The properties panel, adjusted while it is bundled: its container comes from a text with an inline style, which our
// content policy refuses (our style sheet gives it its height instead), it brings the properties of two engines that
// are not ours, kept in the bundle by one statement each, and the editors of FEEL and JSON that only those show.
import { readFile } from "node:fs/promises";

const STYLE = ' style="height: 100%"';
const OTHERS = /^(Zeebe|CamundaPlatform)PropertiesProvider\.\$inject = .*$/gm;
const EDITORS = /^(@codemirror\/.*|@bpmn-io\/feel(ers)?-editor)$/;
// What the panel takes of them: esbuild says so where it takes something else by now. Two are called as it is loaded.
const TAKEN = [
  "EditorState", "EditorView", "FeelersEditor", "bracketMatching", "closeBrackets", "closeBracketsKeymap", "defaultHighlightStyle", "defaultKeymap",
  "drawSelection", "foldGutter", "foldKeymap", "highlightSpecialChars", "history", "historyKeymap", "json", "keymap", "lineNumbers", "linter",
  "placeholder", "syntaxHighlighting",
];
const NO_EDITORS = `
const none = () => { throw new Error("no panel of ours edits FEEL or JSON"); };
export const Annotation = { define: () => none }, jsonParseLinter = () => none;
export { none as default, ${TAKEN.map(name => `none as ${name}`).join(", ")} };
`;

export const adjustedPropertiesPanel = {
  name: "adjusted-properties-panel",
  setup(build) {
    build.onLoad({ filter: /bpmn-js-properties-panel[\\/]dist[\\/]index\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf-8");
      if (!source.includes(STYLE) || source.match(OTHERS)?.length !== 2) {
        throw new Error(`${path} has changed: see what of this plugin may go`);
      }
      return { contents: source.replace(STYLE, "").replace(OTHERS, "") };
    });
    build.onResolve({ filter: EDITORS }, () => ({ path: "no-editors", namespace: "adjusted" }));
    build.onLoad({ filter: /^no-editors$/, namespace: "adjusted" }, () => ({ contents: NO_EDITORS }));
  },
};
