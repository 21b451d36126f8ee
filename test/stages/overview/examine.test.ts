import assert from "node:assert/strict";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { examine } from "../../../src/stages/overview/examine";
import { createCase } from "../../../src/tools/cases/store";
import { createOwnKey } from "../../../src/tools/pgp/keyStore";
import { makeRecord } from "../../support/caseRecord";
import { makeHome } from "../../support/home";

describe("the doctor", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => (home = await makeHome()));
  afterEach(() => home.cleanup());

  const guarded = () => Promise.resolve([{ state: "good" as const, sentence: "Every push is checked." }]);
  const stateOf = async (name: string, guard = guarded) =>
    (await examine(home, guard)).find((finding) => finding.name === name);

  it("finds nothing bad on a new machine", async () => {
    const findings = await examine(home, guarded);
    assert.deepEqual(
      findings.filter(({ state }) => state === "bad"),
      [],
    );
    assert.equal((await stateOf("own-key"))?.state, "note");
  });

  it("says until when the own key is good", async () => {
    await createOwnKey(home, { name: "Mika", mail: "mika@example.org" });
    assert.match((await stateOf("own-key"))?.sentence ?? "", /good until \d{4}-\d{2}-\d{2}/);
  });

  it("names a case that cannot be read, because every push of its project is refused then", async () => {
    const places = await createCase(home, makeRecord());
    assert.equal((await stateOf("cases"))?.state, "good");
    truncateSync(places.record, 10);
    const found = await stateOf("cases");
    assert.equal(found?.state, "bad");
    assert.match(found?.sentence ?? "", /E-7K2QXD is damaged/);
  });

  it("shows what the guard says of each clone", async () => {
    const ask = () =>
      Promise.resolve([{ state: "bad" as const, sentence: "Not checked.", hint: "embargo guard install" }]);
    assert.deepEqual(await examine(home, ask).then((all) => all.filter(({ name }) => name === "guard")), [
      { name: "guard", state: "bad", sentence: "Not checked.", hint: "embargo guard install" },
    ]);
  });

  it("says with what the guard's second stage runs, and when that is gone", async () => {
    assert.equal((await stateOf("runtime"))?.state, "note");
    mkdirSync(join(home.dir, "bin"));
    const starter = join(home.dir, "bin", "hook");
    writeFileSync(starter, `#!/bin/sh\nruntime='${process.execPath}'\n`);
    assert.match((await stateOf("runtime"))?.sentence ?? "", new RegExp(`runs with ${process.execPath}$`));
    writeFileSync(starter, "#!/bin/sh\nruntime='/it'\\''s/gone'\n");
    assert.match((await stateOf("runtime"))?.sentence ?? "", /was to run with \/it's\/gone, which is gone/);
  });
});
