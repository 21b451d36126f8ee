import assert from "node:assert/strict";
import { cvssProblem } from "../../../src/model/advisory/cvss";
import { metricWords } from "../../../src/model/advisory/cvssWords";
import {
  choicesIn,
  missingMetrics,
  RATED_VERSIONS,
  readPasted,
  vectorOf,
  writtenRatings,
} from "../../../src/model/advisory/rating";
import { HOSTILE_TEXTS } from "../../support/advisory";

const VECTOR_3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N";
const VECTOR_4 = "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N";

const refusalOf = (text: string) => {
  const pasted = readPasted(text);
  return "refusal" in pasted ? pasted.refusal : undefined;
};

describe("rating a severity", () => {
  it("makes a right vector of every value of every metric", () => {
    for (const version of RATED_VERSIONS) {
      const base = readPasted(version === "4.0" ? VECTOR_4 : VECTOR_3);
      assert.ok("rating" in base);
      for (const { metric, values } of metricWords(version)) {
        for (const value of Object.keys(values)) {
          const choices = choicesIn(version, [...Object.entries(base.rating.choices), [metric, value]]);
          const vector = vectorOf({ version, choices });
          assert.equal(cvssProblem(vector), undefined, vector);
          assert.equal(choices[metric], value === "X" ? undefined : value);
          assert.deepEqual(readPasted(vector), { rating: { version, choices } });
        }
      }
    }
  });

  it("says which base metrics are open, and makes of what is there a vector that is not whole", () => {
    const rating = { version: "3.1", choices: choicesIn("3.1", [["S", "U"], ["AV", "N"]]) } as const; // prettier-ignore
    assert.equal(vectorOf(rating), "CVSS:3.1/AV:N/S:U");
    assert.deepEqual(missingMetrics(rating), [
      "Attack complexity",
      "Privileges required",
      "User interaction",
      "Confidentiality impact",
      "Integrity impact",
      "Availability impact",
    ]);
    assert.ok(cvssProblem(vectorOf(rating)));
  });

  it("takes whole vectors that were pasted, in any order that is allowed, and says why others are none", () => {
    const shuffled = "CVSS:3.1/A:N/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/E:X";
    const pasted = readPasted(`  ${shuffled}\n`);
    assert.ok("rating" in pasted);
    assert.equal(vectorOf(pasted.rating), VECTOR_3);
    const old = readPasted(VECTOR_3.replace("3.1", "3.0"));
    assert.ok("rating" in old);
    assert.equal(vectorOf(old.rating), VECTOR_3);

    assert.match(refusalOf("")!, /Paste a vector first/);
    assert.match(refusalOf("AV:N/AC:L/Au:N/C:P/I:P/A:P")!, /CVSS 2/);
    assert.match(refusalOf("CVSS:3.1/AV:N")!, /are missing/);
    assert.match(refusalOf(`${VECTOR_3}/C:L`)!, /C stands there twice/);
    assert.match(refusalOf(VECTOR_3.replace("AV:N", "AV:Z"))!, /AV has no value Z/);
    assert.match(refusalOf("CVSS:4.0/AC:H/AV:N")!, /AV must stand before AC/);
    assert.match(refusalOf("CVSS:9.9/AV:N")!, /does not begin with/);
    for (const [name, ...lines] of HOSTILE_TEXTS) assert.ok(refusalOf(lines.join("\n")), name);
    for (const name of ["__proto__", "constructor", "toString"]) {
      assert.ok(refusalOf(`${VECTOR_3}/${name}:X`), name);
      assert.deepEqual(choicesIn("3.1", [[name, "N"], ["AV", name], ["AC", ["L"]]]), {}); // prettier-ignore
    }
  });

  it("finds the vector of each version in an advisory, whole or not", () => {
    const [three, four, ...more] = writtenRatings(["CVSS:4.0/AV:N/XX:Y/AC:Q", "x", VECTOR_3.replace("3.1", "3.0")]);
    assert.deepEqual(more, []);
    assert.equal(three?.version, "3.1");
    assert.equal(three.index, 2);
    assert.equal(three.problem, undefined);
    assert.deepEqual(four, {
      version: "4.0",
      index: 0,
      vector: "CVSS:4.0/AV:N/XX:Y/AC:Q",
      choices: { AV: "N" },
      problem: '"XX:Y" is no metric of this version',
    });
    const both = [VECTOR_3.replace("3.1", "3.0"), VECTOR_3];
    assert.equal(writtenRatings(both)[0]?.index, 1, "3.1 goes before 3.0");
    assert.deepEqual(writtenRatings([]), []);
  });
});
