import assert from "node:assert/strict";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { readPasted, type Rating } from "../../../src/model/advisory/rating";
import { adviseLabel, readSeverity, writeRating } from "../../../src/stages/advise/rate";
import { COMPLETE, hostileAdvisory } from "../../support/advisory";
import { refusedWith } from "../../support/refusal";

const MODERATE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N";
const CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const NONE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N";
const LOW_4 = "CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N";
const OTHER_3 = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N";

function rating(vector: string): Rating {
  const pasted = readPasted(vector);
  assert.ok("rating" in pasted);
  return pasted.rating;
}

/** An advisory whose severity is written like this. */
const severity = (...lines: string[]) =>
  COMPLETE.replace(/severity:[\s\S]*?(?=weaknesses:)/, lines.map((line) => `${line}\n`).join(""));

/** Shapes in which authors write a severity, and what comes of them; what is not severity is the same before and after. */
const SHAPES: readonly (readonly [name: string, before: readonly string[], after: readonly string[]])[] = [
  [
    "the draft",
    ["severity:", "  label: # your judgement", "  cvss: [] # vectors"],
    ["severity:", "  label: critical # your judgement", `  cvss: [${CRITICAL}] # vectors`],
  ],
  ["nothing", [], ["severity:", "  label: critical", `  cvss: [${CRITICAL}]`]],
  ["an empty key", ["severity: # ask"], ["severity: # ask", "  label: critical", `  cvss: [${CRITICAL}]`]],
  ["an empty mapping", ["severity: {}"], ["severity:", "  label: critical", `  cvss: [${CRITICAL}]`]],
  ["only a reason", ["severity:", "  rationale: because"], ["severity:", "  rationale: because", `  cvss: [${CRITICAL}]`, "  label: critical"]], // prettier-ignore
  [
    "another vector of the version, with comments between",
    ["severity:", "  label: low", "  cvss:", `    - "${OTHER_3}" # mine`, "    # theirs", `    - ${LOW_4}`],
    ["severity:", "  label: critical", "  cvss:", `    - ${CRITICAL} # mine`, "    # theirs", `    - ${LOW_4}`],
  ],
  [
    "a vector of the other version",
    ["severity:", "  cvss:", `    - ${LOW_4} # mine`, "  label: low"],
    ["severity:", "  cvss:", `    - ${LOW_4} # mine`, `    - ${CRITICAL}`, "  label: critical"],
  ],
  [
    "flow style",
    [`severity: { label: low, cvss: ["${LOW_4}"] } # x`],
    [`severity: { label: critical, cvss: ["${LOW_4}", ${CRITICAL}] } # x`],
  ],
  [
    "a vector that is not whole",
    ["severity:", "  label: low", '  cvss: ["CVSS:3.1/AV:N", x] # hm'],
    ["severity:", "  label: critical", `  cvss: [${CRITICAL}, x] # hm`],
  ],
  [
    "a vector of CVSS 3.0",
    ["severity:", "  label: low", `  cvss: [${OTHER_3.replace("3.1", "3.0")}]`],
    ["severity:", "  label: critical", `  cvss: [${CRITICAL}]`],
  ],
];

describe("a rating written into an advisory", () => {
  for (const [name, before, after] of SHAPES) {
    it(`changes the severity and nothing else: ${name}`, async () => {
      for (const newline of ["\n", "\r\n"]) {
        const text = severity(...before).replaceAll("\n", newline);
        const written = await writeRating(text, rating(CRITICAL), "critical");
        const expected = after.length === 0 ? text : severity(...after).replaceAll("\n", newline);
        if (before.length > 0) assert.equal(written, expected);
        const lines = written.split(newline);
        assert.deepEqual(
          lines.filter((line) => !after.includes(line)),
          text.split(newline).filter((line) => !before.includes(line)),
        );
        assert.ok((await parseAdvisory(written)).severity.cvss.includes(CRITICAL));
        assert.equal(
          await writeRating(written, rating(CRITICAL), "critical"),
          written,
          "a second time changes nothing",
        );
      }
    });
  }

  it("leaves the label alone where that is not asked for", async () => {
    const written = await writeRating(COMPLETE, rating(CRITICAL));
    assert.equal(written, COMPLETE.replace(OTHER_3, CRITICAL));
  });

  it("refuses what it cannot read or change, in words, and writes nothing", async () => {
    const broken: Readonly<Record<string, string>> = {
      "no front matter": "# Advisory\n",
      "no YAML": severity("severity: ["),
      "an anchor": severity("severity: &a {}"),
      "a key twice": severity("severity: {}", "severity: {}"),
      "a word": severity("severity: high"),
      "a vector without list": severity("severity:", `  cvss: ${OTHER_3}`),
      "a comment before the bracket": severity("severity:", "  cvss: [", `    ${LOW_4} # mine`, "  ]"),
    };
    for (const [name, text] of Object.entries(broken)) {
      await refusedWith("advisory-invalid", async () => {
        await writeRating(text, rating(CRITICAL), "critical");
        assert.fail(name);
      });
    }
  });

  it("passes over mistakes elsewhere, and leaves them", async () => {
    const text = severity("severity:", "  cvss: []", "severty: {}", "title:", "  - x").replace(/^title: ".*\n/m, "");
    const written = await writeRating(text, rating(CRITICAL));
    assert.equal(written, text.replace("cvss: []", `cvss: [${CRITICAL}]`));
  });

  it("treats hostile values as text", async () => {
    const text = hostileAdvisory("https://tracker.example");
    const { ratings } = await readSeverity(text);
    assert.deepEqual(
      ratings.map(({ version }) => version),
      ["4.0"],
    );
    const written = await writeRating(text, rating(CRITICAL));
    assert.equal(written.replace(`\n    - ${CRITICAL}`, ""), text);
  });
});

describe("the label beside a rating", () => {
  const written = async (...lines: string[]) => readSeverity(severity("severity:", ...lines));

  it("is the word for the score; a label that no vector comes to is named, unless there is a reason for it", async () => {
    assert.deepEqual(adviseLabel(rating(MODERATE), await written("  label: moderate")), { label: "moderate" });
    assert.deepEqual(adviseLabel(rating(CRITICAL), await written("  label: low")), { label: "critical", differsFrom: "low" }); // prettier-ignore
    assert.deepEqual(adviseLabel(rating(CRITICAL), await written("  label: low", `  cvss: [${LOW_4}]`)), { label: "critical" }); // prettier-ignore
    assert.deepEqual(adviseLabel(rating(CRITICAL), await written("  label: low", "  rationale: seldom used")), { label: "critical" }); // prettier-ignore
    assert.deepEqual(adviseLabel(rating(CRITICAL), await written("  label:")), { label: "critical" });
  });

  it("is not made up for a score of 0 or a rating that is not whole", async () => {
    assert.deepEqual(adviseLabel(rating(NONE), await written("  label: low")), {});
    assert.deepEqual(adviseLabel({ version: "4.0", choices: { AV: "N" } }, await written("  label: low")), {});
  });
});
