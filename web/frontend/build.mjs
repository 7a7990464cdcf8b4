// Bundles each src/*.js (with the styles it imports) into ../static/dist under a name that holds its hash, so that a
// browser may keep it for ever, writes manifest.json, from which pages learn the names (web/pages/assets.py), and licences.txt.
import { build } from "esbuild";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { adjustedPropertiesPanel } from "./properties-panel.mjs";
import { licences } from "./licences.mjs";
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
// Only the editor writes diagrams.
const WRITE = ["editor.js"];
const builds = await Promise.all([
  [WRITE, adjustedPropertiesPanel],
  [entries.filter(name => !WRITE.includes(name)), readOnlyModdle],
].map(([names, plugin]) => build({ ...settings, entryPoints: names.map(name => join(here, "src", name)), plugins: [plugin] })));
const outputs = Object.assign({}, ...builds.map(({ metafile }) => metafile.outputs));

const manifest = {};
for (const [path, { entryPoint, cssBundle }] of Object.entries(outputs)) {
  if (!entryPoint) continue;
  const name = basename(entryPoint, ".js");
  manifest[name] = { script: basename(path), ...(cssBundle && { style: basename(cssBundle) }) };
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
writeFileSync(join(out, "licences.txt"), licences(outputs, here));
