// Bundles each src/*.js (with the styles it imports) into ../static/dist under a name that holds its hash, so that a
// browser may keep it for ever, writes manifest.json, from which pages learn the names (web/pages/assets.py), and licences.txt.
// The editor comes in parts: what it imports at once stands in the manifest as `parts`, the rest it asks for when it has drawn.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { adjustedPropertiesPanel } from "./properties-panel.mjs";
import { licences } from "./licences.mjs";
import { plainPlot } from "./plain-plot.mjs";
import { readOnlyModdle } from "./read-only-moddle.mjs";

const here = import.meta.dirname;
const out = join(here, "..", "static", "dist");

rmSync(out, { recursive: true, force: true });
const entries = readdirSync(join(here, "src")).filter(name => name.endsWith(".js"));
const settings = {
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "linked",
  loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
  metafile: true,
  absWorkingDir: here,
};
// Only the editor writes diagrams, and only it is large enough to come in parts.
const WRITE = ["editor.js"];
const builds = await Promise.all([
  [WRITE, { plugins: [adjustedPropertiesPanel], splitting: true, chunkNames: "editor-[name]-[hash]" }],
  [entries.filter(name => !WRITE.includes(name)), { plugins: [readOnlyModdle, plainPlot] }],
].map(([names, own]) => build({ ...settings, ...own, entryPoints: names.map(name => join(here, "src", name)) })));
const outputs = Object.assign({}, ...builds.map(({ metafile }) => metafile.outputs));

const manifest = {};
for (const [path, { entryPoint, cssBundle, imports }] of Object.entries(outputs)) {
  if (!entryPoint || dirname(entryPoint) !== "src") continue; // a part that is asked for later
  const name = basename(entryPoint, ".js");
  const parts = imports.filter(each => each.kind === "import-statement").map(each => basename(each.path));
  manifest[name] = { script: basename(path), ...(cssBundle && { style: basename(cssBundle) }), ...(parts.length && { parts }) };
}

// The icons that pages name (`icon`, web/pages/assets.py), in one drawing: the browser asks once.
const ICONS = /\bicon\("([a-z0-9-]+)"/g;
const web = join(here, "..");
const pages = readdirSync(web, { recursive: true }).filter(each => each.endsWith(".html") && !each.includes("node_modules"));
const named = new Set(pages.flatMap(each => [...readFileSync(join(web, each), "utf8").matchAll(ICONS)].map(found => found[1])));
const symbols = [...named].sort().map(name => {
  const drawn = readFileSync(join(here, "node_modules", "lucide-static", "icons", `${name}.svg`), "utf8");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.slice(drawn.indexOf(">", drawn.indexOf("<svg")) + 1, drawn.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "")}</symbol>`;
});
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
const icons = `icons-${createHash("sha256").update(sprite).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(out, icons), sprite);
manifest.icons = { drawing: icons };

writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
writeFileSync(join(out, "licences.txt"), licences(outputs, here, ["node_modules/lucide-static"]));
