import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { appendLog, readLog } from "../../../src/tools/cases/log";
import { createCase } from "../../../src/tools/cases/store";
import { makeRecord } from "../../support/caseRecord";
import { makeHome } from "../../support/home";

describe("the log of a case", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => (home = await makeHome()));
  afterEach(() => home.cleanup());

  it("is one hash chain, in which a missing line shows", async () => {
    const places = await createCase(home, makeRecord());
    await appendLog(home, places, { stage: "open", event: "opened" }, new Date("2026-11-21T09:00:00Z"));
    await appendLog(home, places, { stage: "bundle", event: "made", facts: { version: 1 } });
    const [name] = readdirSync(places.log);
    const [first, second] = readFileSync(join(places.log, name!), "utf8").split("\n");
    const { previous } = JSON.parse(second!) as { previous: string };
    assert.equal(previous, createHash("sha256").update(first!).digest("hex"));
    assert.deepEqual(
      (await readLog(places)).map(({ event }) => event),
      ["opened", "made"],
    );
  });

  it("goes on below a line that a crash cut", async () => {
    const places = await createCase(home, makeRecord());
    await appendLog(home, places, { stage: "open", event: "opened" });
    const file = join(places.log, readdirSync(places.log)[0]!);
    truncateSync(file, readFileSync(file).length - 5);
    await appendLog(home, places, { stage: "open", event: "again" });
    assert.deepEqual(
      (await readLog(places)).map(({ event }) => event),
      ["again"],
    );
  });

  it("is read up to a line that a crash cut, and merged by time over machines", async () => {
    const places = await createCase(home, makeRecord());
    await appendLog(home, places, { stage: "open", event: "later" }, new Date("2026-11-21T10:00:00Z"));
    const other = { at: "2026-11-21T09:00:00Z", stage: "open", event: "earlier", previous: "" };
    appendFileSync(join(places.log, "0123456789ab.jsonl"), `${JSON.stringify(other)}\n{"at":"2026-`);
    assert.deepEqual(
      (await readLog(places)).map(({ event }) => event),
      ["earlier", "later"],
    );
  });
});
