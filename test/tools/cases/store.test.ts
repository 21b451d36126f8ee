import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { EmbargoError } from "../../../src/model/errors";
import type { CaseId } from "../../../src/model/ids";
import { createCase, findCase, listCases, updateCase } from "../../../src/tools/cases/store";
import { makeRecord } from "../../support/caseRecord";
import { makeHome } from "../../support/home";

describe("the case store", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => (home = await makeHome()));
  afterEach(() => home.cleanup());

  it("gives back what was written, from a file only its owner reads", async () => {
    const record = makeRecord();
    const places = await createCase(home, record);
    assert.deepEqual((await findCase(home, record.id)).record, record);
    assert.equal(statSync(places.record).mode & 0o777, 0o600);
    await assert.rejects(createCase(home, record), { code: "case-exists" });
  });

  it("names a case that is not there", async () => {
    await assert.rejects(findCase(home, "E-000000"), { code: "case-missing" });
  });

  it("loses no change of two writers at once", async () => {
    const { id } = makeRecord();
    await createCase(home, makeRecord({ title: "" }));
    const add = (letter: string) => updateCase(home, id, (record) => ({ ...record, title: record.title + letter }));
    await Promise.all([..."abcdefgh"].map(add));
    assert.deepEqual([...(await findCase(home, id)).record.title].sort().join(""), "abcdefgh");
  });

  const damages: [string, (text: string) => string, string][] = [
    ["cut in half", (text) => text.slice(0, text.length / 2), "case-damaged"],
    ["emptied", () => "", "case-damaged"],
    ["filled with zero bytes", (text) => "\0".repeat(text.length), "case-damaged"],
    ["of another case", (text) => text.replace("E-7K2QXD", "E-000000"), "case-damaged"],
    ["without its base", (text) => text.replace('"base"', '"bass"'), "case-damaged"],
    ["of a newer Embargo", (text) => text.replace("embargo-case/1", "embargo-case/2"), "case-newer"],
  ];
  for (const [name, damage, code] of damages) {
    it(`says so when case.json is ${name}, leaves it as it is and still lists the other cases`, async () => {
      const places = await createCase(home, makeRecord());
      await createCase(home, makeRecord({ id: "E-ABCDEF" as CaseId }));
      const damaged = damage(readFileSync(places.record, "utf8"));
      writeFileSync(places.record, damaged);
      await assert.rejects(findCase(home, "E-7K2QXD"), (error) => error instanceof EmbargoError && error.code === code);
      await assert.rejects(
        updateCase(home, "E-7K2QXD" as CaseId, (record) => record),
        { code },
      );
      const [broken, whole] = await listCases(home);
      assert.ok(broken && "problem" in broken && whole && "record" in whole);
      assert.equal(readFileSync(places.record, "utf8"), damaged);
    });
  }
});
