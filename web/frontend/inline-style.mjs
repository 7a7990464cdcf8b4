// The properties panel makes its container from a text with an inline style, which our content policy refuses (and the
// browser notes as an error). Our style sheet gives the container its height instead (processes.css).
import { readFile } from "node:fs/promises";

const STYLE = ' style="height: 100%"';

export const withoutInlineStyle = {
  name: "without-inline-style",
  setup(build) {
    build.onLoad({ filter: /bpmn-js-properties-panel[\\/]dist[\\/]index\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf-8");
      if (!source.includes(STYLE)) throw new Error(`${path} has no inline style any more: this plugin may go`);
      return { contents: source.replace(STYLE, "") };
    });
  },
};
