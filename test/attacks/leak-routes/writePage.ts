import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildGuard } from "../../support/guard";
import type { Routes } from "./route";
import { runRoutes } from "./runRoutes";
import { SECTIONS } from "./sections";
import { leakRoutesPage } from "./table";

const PAGE = join(__dirname, "..", "..", "..", "docs", "leak-routes.md");

/** `npm run leak-routes [-- id…]`: tries all ways out and writes the page; with ids, tries those and prints what happened. */
async function main(ids: readonly string[]): Promise<void> {
  buildGuard();
  const all = Object.assign({}, ...SECTIONS.map(({ routes }) => routes)) as Routes;
  if (ids.length === 0) {
    const committed = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
    return writeFileSync(PAGE, leakRoutesPage(SECTIONS, await runRoutes(all), committed));
  }
  const chosen = Object.entries(all).filter(([name]) => ids.some((id) => name.startsWith(id)));
  for (const [name, { route, guarded, unguarded }] of await runRoutes(Object.fromEntries(chosen))) {
    console.log(`\n${name} (${route.expected})\nwith Embargo:`, guarded, "\nwithout:", unguarded);
  }
}

void main(process.argv.slice(2));
