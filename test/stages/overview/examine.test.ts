import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import { examine } from "../../../src/stages/overview/examine";
import { createCase } from "../../../src/tools/cases/store";
import { createOwnKey } from "../../../src/tools/pgp/keyStore";
import { makeRecord } from "../../support/caseRecord";
import { makeHome } from "../../support/home";

describe("the doctor", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => (home = await makeHome()));
  afterEach(() => home.cleanup());

  const guarded = () => Promise.resolve({ guarded: true, sentence: "Every push is checked." });
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

  it("says when pushes are not checked, and how to turn it on", async () => {
    const found = await stateOf("guard", () => Promise.resolve({ guarded: false, sentence: "Not checked." }));
    assert.equal(found?.state, "bad");
    assert.match(found?.hint ?? "", /embargo guard install/);
  });
});
