/**
 * Whether writing an advisory stays smooth: what one pause in typing costs in an advisory of 500 lines, beside the 16 ms in
 * which a screen is drawn once. Run `node --import tsx bench/writing.ts`.
 */
import { loadCweCatalog } from "../src/model/advisory/cweCatalog";
import type { TagFact } from "../src/model/advisory/derive/releases";
import { explain } from "../src/model/advisory/explain";
import { suggest } from "../src/model/advisory/suggest";
import type { Oid } from "../src/model/ids";
import { lintWhileWritten } from "../src/stages/advise/lint";
import { previewOf } from "../src/stages/advise/preview";
import { longAdvisory } from "../test/support/advisory";
import { interleave, show } from "./interleave";

const ROUNDS = Number(process.env.ROUNDS ?? 100);
const FRAME_MS = 16;
const LINES = 500;

async function main(): Promise<void> {
  const text = longAdvisory(LINES);
  const lines = text.split("\n");
  const place = (marked: string) => [lines.findIndex((line) => line.includes(marked)) + 1, 1e3] as const;
  const tags: TagFact[] = Array.from({ length: 500 }, (_, nth) => {
    return { name: `v2.${nth}.0`, commit: String(nth).padStart(40, "0") as Oid, atS: 1_700_000_000 + nth };
  });
  const context = { cwe: await loadCweCatalog(), today: "2026-12-01", tags: () => Promise.resolve(tags) };
  const clock = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  console.log(`${lines.length} lines, ${text.length} characters`);
  const times = await interleave(ROUNDS, {
    "one frame": () => FRAME_MS,
    "lint, draft and publication": () => clock(() => lintWhileWritten(text, {})),
    "suggest weaknesses": () => clock(() => suggest(text, ...place("weaknesses: ["), context)),
    "suggest one of 500 versions": () => clock(() => suggest(text, ...place("fixed: 2"), context)),
    "explain a vector": () => clock(() => explain(text, ...place("CVSS:4.0/"), context)),
    "explain a version": () => clock(() => explain(text, place("fixed: 2")[0], 17, context)),
    preview: () => clock(() => previewOf(text)),
  });
  show(`Writing (budget: 1 frame)`, times);
}

void main();
