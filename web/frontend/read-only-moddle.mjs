// moddle-xml reads diagrams and writes them. A page that only shows one loads no writer, a twentieth of its script:
// what stands in the package from the writer's first helper on is left out there, but for what the reader uses too.
import { readFile } from "node:fs/promises";

const FROM = "function Namespaces(", LAST = "export { Reader, Writer };";
const SHARED = [/^function lower\([\s\S]*?^}\n/m, /^function nameToAlias\([\s\S]*?^}\n/m, /^function inherits\([\s\S]*?^}\n/m];
const NO_WRITER = 'function Writer() { throw new Error("diagrams are only read here"); }\n';

export const readOnlyModdle = {
  name: "read-only-moddle",
  setup(build) {
    build.onLoad({ filter: /moddle-xml[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const writer = text.slice(text.indexOf(FROM));
      const shared = SHARED.map(each => each.exec(writer)?.[0] ?? "");
      if (!text.includes(FROM) || !writer.includes(LAST)) throw new Error("moddle-xml is built otherwise by now");
      return { contents: text.slice(0, text.indexOf(FROM)) + shared.join("") + NO_WRITER + LAST };
    });
  },
};
