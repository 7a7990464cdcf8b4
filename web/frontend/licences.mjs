// The text of the licence of every package that is part of a bundle, and of those `besides`: most of these licences ask that their text goes
// with each copy. `outputs` are those of esbuild's metafile; what was imported and then left out has no bytes there.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

export function licences(outputs, folder, besides) {
  const packages = new Set(besides);
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const found = PACKAGE.exec(path);
      if (found && bytesInOutput > 0) packages.add(found[1]);
    }
  const texts = [...packages].map(path => text(join(folder, path)));
  return [...new Set(texts)].sort().join(`\n${"-".repeat(80)}\n\n`);
}

function text(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  if (!license) throw new Error(`${name} does not say its licence: look at it before it goes into a bundle`);
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each));
  const terms = file ? readFileSync(join(folder, file), "utf-8").trim() : "The package brings no text of its licence.";
  return `${name} ${version}\nLicence: ${license.replace(/^SEE LICENSE IN .*/, "see its text")}\n\n${terms}\n`;
}
