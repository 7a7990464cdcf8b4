// Prints as JSON which texts the editor can show without having Spanish for them, and which of our Spanish it never
// asks for. What it can show is read from its own bundle, after what it does not use has fallen out of it: the texts
// that it asks `translate` for, the labels that its menus hand to it, and the types that the panel's head names.
import { build } from "esbuild";
import { join } from "node:path";

import { adjustedPropertiesPanel } from "./properties-panel.mjs";
import { normalised, translated } from "./src/editor/translate.js";
import { spanish } from "./src/editor/spanish.js";

// Of fields that take FEEL, and of another engine's: in the bundle, on no panel of ours.
const NOT_SHOWN = /FEEL|^(latest|deployment|Binding)$|version tag/i;
const CALL = String.raw`(?<![A-Za-z$"'])_?translate\d*\(`;
const LITERAL = String.raw`"((?:[^"\\]|\\.)*)"`;

const here = import.meta.dirname;
const { outputFiles } = await build({
  entryPoints: [join(here, "src", "editor.js")],
  bundle: true,
  splitting: true,
  write: false,
  outdir: here,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  plugins: [adjustedPropertiesPanel],
  loader: { ".woff": "empty", ".woff2": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
  absWorkingDir: here,
});
const code = outputFiles.filter(file => file.path.endsWith(".js")).map(file => file.text).join("\n");

// The parts of the bundle, each with the path of the file that it comes from.
const parts = code.split(/^\/\/ (?=(?:\.\.\/|node_modules\/|src\/)\S+$)/m).map(part => [part.slice(0, part.indexOf("\n")), part]);
const of = pattern => parts.filter(([path]) => pattern.test(path)).map(([, part]) => part).join("\n");
const all = (text, pattern, group = 1) =>
  [...text.matchAll(new RegExp(pattern, "g"))].map(match => match[group].replace(/\\(?=")/g, ""));

const menus = of(/node_modules\/bpmn-js\/lib\/(features|util)\//);
const ours = of(/^src\/editor\/panels\//);
const [icons] = code.match(/var iconsByType = \{[^}]*\}/);
const [alignments] = code.match(/ALIGNMENT_OPTIONS = \[[^\]]*\]/);
const words = type => type.replace(/(\B[A-Z])/g, " $1").replace(/(\bNon Interrupting)/g, "($1)");
// It has icons for more than it names: it names an event by its definition, never by their number.
const named = type => !/Multiple|Parallel(?!Gateway)|IntermediateCatchEventNonInterrupting/.test(type);

const shown = new Set([
  ...all(code, String.raw`${CALL}\s*${LITERAL}\s*[,)]`),
  ...all(code, String.raw`${CALL}\s*is\d*\([^)]*\) \? ${LITERAL}`),
  ...all(code, String.raw`${CALL}\s*is\d*\([^)]*\) \? ${LITERAL} : ${LITERAL}`, 2),
  ...all(menus, String.raw`_ERR_MSG = ${LITERAL}`),
  ...all(menus, String.raw`\blabel: ${LITERAL}`),
  ...all(menus, String.raw`\blabel\d* = ${LITERAL}`),
  ...all(menus, String.raw`\blabel\d* \+= ${LITERAL}`).map(suffix => `Empty pool/participant${suffix}`),
  ...all(alignments, LITERAL).map(where => `Align elements ${where}`),
  ...[...icons.matchAll(/^ +"?(\w+)"?: /gm)].map(([, type]) => type).filter(named).map(words),
  "Intermediate Catch Event", // named, without an icon of its own
  ...all(ours, String.raw`(?<=[(,:?=[]\s*)${LITERAL}`).filter(text => /^[A-Z][a-z ]/.test(text)),
]);

const keys = new Set([...shown].map(normalised));
const missing = [...shown].filter(text => translated(text) === undefined && !NOT_SHOWN.test(text));
const unused = Object.keys(spanish).filter(text => !keys.has(normalised(text)));
console.log(JSON.stringify({ shown: [...shown].sort(), missing, unused }, null, 2));
