import assert from "node:assert/strict";
import { cvssProblem } from "../../../src/model/advisory/cvss";
import { registryPackage } from "../../../src/model/advisory/ecosystems";
import { formatPurl, parsePurl } from "../../../src/model/advisory/purl";

describe("CVSS vectors", () => {
  const right = [
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.1/C:H/I:H/A:H/AV:P/AC:H/PR:H/UI:R/S:C",
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/RL:O/RC:C/CR:H/MAV:X",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MSI:S/U:Amber",
  ];
  for (const vector of right) it(`accept ${vector}`, () => assert.equal(cvssProblem(vector), undefined));

  const wrong: readonly (readonly [vector: string, problem: RegExp])[] = [
    ["AV:N/AC:L/Au:N/C:P/I:P/A:P", /does not begin/],
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
