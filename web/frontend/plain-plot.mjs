// Observable Plot, adjusted while it is bundled: each drawing comes with a style element, which our content policy
// refuses; what it says stands in our style sheet (`indicators.css`).
import { readFile } from "node:fs/promises";

const STYLE = /\.call\(\(svg\) =>\s*\/\/ Warning: if you edit this, change defaultClassName\.\s*svg\.append\("style"\)\.text\(\s*`[^`]*`\s*\)\s*\)/;

export const plainPlot = {
  name: "plain-plot",
  setup(build) {
    build.onLoad({ filter: /@observablehq[\\/]plot[\\/]src[\\/]plot\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf-8");
      if (!STYLE.test(source)) throw new Error(`${path} has changed: see whether this plugin may go`);
      return { contents: source.replace(STYLE, "") };
    });
  },
};
