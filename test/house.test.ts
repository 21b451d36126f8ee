import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCE = join(__dirname, "..", "src");

/** Lines of every source file, ascending. */
function lineCounts(): { file: string; lines: number }[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, lines: readFileSync(join(SOURCE, file), "utf8").split("\n").length - 1 }))
    .sort((a, b) => a.lines - b.lines);
}

describe("the house", () => {
  const counts = lineCounts();
  const at = (share: number) => counts[Math.min(counts.length - 1, Math.floor(counts.length * share))]!.lines;

  it("has short files: median at most 90 lines, nine in ten at most 250, none over 400", () => {
    const longest = counts.at(-1)!;
    assert.ok(at(0.5) <= 90, `median ${at(0.5)}`);
    assert.ok(at(0.9) <= 250, `p90 ${at(0.9)}`);
    assert.ok(longest.lines <= 400, `${longest.file}: ${longest.lines}`);
  });

  for (const [door, most] of [
    ["extension.ts", 80],
    ["cli.ts", 80],
    ["hook.ts", 40],
  ] as const) {
    it(`has a small door: ${door}, at most ${most} lines`, () => {
      const { lines } = counts.find(({ file }) => file === door) ?? { lines: Infinity };
      assert.ok(lines <= most, `${door} has ${lines} lines`);
    });
  }
});
