import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./suites";

/** What of dependency-cruiser's report is used (its `--output-type json`). */
interface Report {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

const PAGE = join(ROOT, "docs/architecture.md");
const PLACE = /(<!-- graph: npm run graph -->\n)[\s\S]*?(<!-- end of graph -->)/;

/** Writes the graph of folders that import each other into docs/architecture.md. */
function main(): void {
  const program = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, "src", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const report = JSON.parse(
    execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 2 ** 20 }),
  ) as Report;
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(
    PAGE,
    page.replace(PLACE, (_, start: string, end: string) => `${start}${mermaid(edgesOf(report))}\n${end}`),
  );
}

/** `from --> to`, sorted; what lies in one folder is one box. */
function edgesOf({ modules }: Report): string[] {
  const edges = new Set<string>();
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [boxOf(source), boxOf(resolved)];
      if (from && to && from !== to) edges.add(`${from} --> ${to}`);
    }
  }
  return [...edges].sort();
}

/** The layer and, for tools and stages, the folder in it: `tools/git`. `undefined` for what is not ours. */
function boxOf(path: string): string | undefined {
  const [, layer, folder] = /^src\/([^/]+)(?:\/([^/]+)\/)?/.exec(path) ?? [];
  if (!layer) return undefined;
  return (layer === "tools" || layer === "stages") && folder ? `${layer}/${folder}` : layer;
}

function mermaid(edges: readonly string[]): string {
  return ["```mermaid", "flowchart TD", ...edges.map((edge) => `  ${edge}`), "```"].join("\n");
}

main();
