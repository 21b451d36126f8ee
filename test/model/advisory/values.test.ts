import assert from "node:assert/strict";
import { cvssProblem } from "../../../src/model/advisory/cvss";
import { scoreOf } from "../../../src/model/advisory/cvssScore";
import { loadCweCatalog } from "../../../src/model/advisory/cweCatalog";
import { registryPackage } from "../../../src/model/advisory/ecosystems";
import { formatPurl, parsePurl } from "../../../src/model/advisory/purl";

describe("CVSS vectors", () => {
  const right = [
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/C:H/I:H/A:H/AV:P/AC:H/PR:H/UI:R/S:C",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/RL:O/RC:C/CR:H/MAV:X",
    "AV:N/AC:L/Au:N/C:P/I:P/A:P",
    "AV:N/AC:L/Au:N/C:P/I:P/A:P/E:POC/RL:OF/RC:C",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MSI:S/U:Amber",
  ];
  for (const vector of right) it(`accept ${vector}`, () => assert.equal(cvssProblem(vector), undefined));

  const wrong: readonly (readonly [vector: string, problem: RegExp])[] = [
    ["AV:N/AC:L/Au:N/C:P/I:P", /A is missing/],
    ["AV:N/AC:L/Au:N/C:P/I:P/A:H", /A has no value H/],
    ["CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P", /does not begin/],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", /A is missing/],
    ["CVSS:3.1/AV:N", /AC, PR, UI, S, C, I, A are missing/],
    ["CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", /AV stands there twice/],
    ["CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", /AV has no value X/],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", /"" is no metric/],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/VC:H", /no metric of this version|"VC:H"/],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/constructor:x", /no metric/],
    ["CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", /AV must stand before AC/],
    ["cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", /does not begin/],
  ];
  for (const [vector, problem] of wrong) it(`refuse ${vector}`, () => assert.match(cvssProblem(vector) ?? "", problem));
});

describe("CVSS scores", () => {
  const known: readonly (readonly [vector: string, score: number, band: string])[] = [
    ["CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:N", 4.2, "medium"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10, "critical"],
    ["CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0, "none"],
    ["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, "high"],
    ["CVSS:4.0/AV:N/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 2.3, "low"],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3, "critical"],
    ["AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, "high"],
  ];
  for (const [vector, score, band] of known) {
    it(`give ${score}, ${band}, for ${vector}`, () => {
      assert.deepEqual([scoreOf(vector)?.score, scoreOf(vector)?.band], [score, band]);
    });
  }

  it("are not given for what is no vector", () => assert.equal(scoreOf("CVSS:3.1/AV:N"), undefined));

  it("tell the base score apart from the whole", () => {
    const found = scoreOf("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C");
    assert.deepEqual([found?.baseScore, found?.score], [9.8, 8.5]);
  });
});

describe("the CWE list", () => {
  it("knows weaknesses, how to use them, and what is none", async () => {
    const { weaknesses, categories } = await loadCweCatalog();
    assert.equal(weaknesses.get("CWE-384")?.name, "Session Fixation");
    assert.equal(weaknesses.get("CWE-384")?.usage, "allowed");
    assert.match(weaknesses.get("CWE-601")?.description ?? "", /redirect/i);
    const vague = weaknesses.get("CWE-20")!;
    assert.equal(vague.usage, "discouraged");
    assert.ok(vague.instead.includes("CWE-1284"));
    assert.ok(categories.has("CWE-264") && categories.has("CWE-1000"));
    assert.ok(!weaknesses.has("CWE-264"));
    assert.equal(weaknesses.size, 968);
  });
});

describe("package URLs", () => {
  const known: readonly (readonly [purl: string, ecosystem: string, name: string])[] = [
    ["pkg:npm/left-pad", "npm", "left-pad"],
    ["pkg:npm/%40scope/name", "npm", "@scope/name"],
    ["pkg:npm/@scope/name", "npm", "@scope/name"],
    ["pkg:pypi/Zope.Interface", "PyPI", "zope-interface"],
    ["pkg:golang/golang.org/x/text", "Go", "golang.org/x/text"],
    ["pkg:maven/org.apache/commons", "Maven", "org.apache:commons"],
    ["pkg:composer/symfony/http", "Packagist", "symfony/http"],
    ["pkg:cargo/serde", "crates.io", "serde"],
    ["pkg:gem/rails?platform=java#lib", "RubyGems", "rails"],
  ];
  for (const [purl, ecosystem, name] of known) {
    it(`name ${name} of ${ecosystem}: ${purl}`, () => {
      const found = registryPackage(purl);
      assert.deepEqual([found?.ecosystem.name, found?.name], [ecosystem, name]);
    });
  }

  it("know their version apart from a scope", () => {
    assert.equal(parsePurl("pkg:npm/@scope/name@1.0.0")?.version, "1.0.0");
    assert.equal(parsePurl("pkg:npm/@scope/name")?.version, undefined);
  });

  it("are refused when they are none", () => {
    for (const text of ["npm/x", "pkg:npm", "pkg:npm/", "pkg:npm//x", "pkg:npm/%E0", "pkg:npm/a b", "pkg:/x"]) {
      assert.equal(parsePurl(text), undefined, text);
    }
    assert.equal(registryPackage("pkg:constructor/x"), undefined);
  });

  it("come back as they were written", () => {
    for (const [purl] of known.filter(([text]) => !/@|\?/.test(text))) assert.equal(formatPurl(parsePurl(purl)!), purl);
  });
});
