import assert from "node:assert/strict";
import { composer } from "../../../src/model/advisory/versions/composer";
import { dotted, isVersionLike } from "../../../src/model/advisory/versions/dotted";
import { maven } from "../../../src/model/advisory/versions/maven";
import { nuget } from "../../../src/model/advisory/versions/nuget";
import { python } from "../../../src/model/advisory/versions/python";
import { ruby } from "../../../src/model/advisory/versions/ruby";
import { isSemver, semver } from "../../../src/model/advisory/versions/semver";
import { compareVersions, type VersionScheme } from "../../../src/model/advisory/versions/versionScheme";

/** Each row ascending; `=` joins what is equal. From the registries' own documents and tests. */
const ORDERED: readonly (readonly [name: string, scheme: VersionScheme, ascending: string])[] = [
  [
    "semver.org",
    semver,
    "0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0=1.0.0+b 1.0.1 1.10.0",
  ],
  [
    "Go",
    semver,
    "0.0.0-20190101000000-abcdefabcdef 0.0.0-20210101000000-012345678901 0.1.0 1.26.0-0 1.26.0-rc.1 1.26.0",
  ],
  [
    "PyPI",
    python,
    "0 1.0.dev1 1.0a0 1.0a1.dev1 1.0a1 1.0b4 1.0rc1=1.0c1 1.0=1.0.0 1.0+local 1.0.post1 1.1 2019.1.2 1!0.5",
  ],
  ["RubyGems", ruby, "0 1.0.a 1.0.a.2 1.0.b1 1.0=1.0.0 1.0.1 4.0.10 4.0.10.1 4.2.0.rc1 4.2.0"],
  [
    "Maven",
    maven,
    "0 1-alpha=1-a0 1-alpha-1=1-a1 1-beta-1 1-milestone-1=1-m1 1-rc-1=1-cr1 1-SNAPSHOT 1=1.0=1-ga=1.0.0-final=1.ga 1-sp 1-abc 1-1 1.0.1 1.1 2.0-beta9 2.0 2.3.1 2.12.2 2.17.1",
  ],
  ["NuGet", nuget, "0 1.0.0-alpha 1.0.0-BETA.2=1.0.0-beta.2 1.0.0-beta.11 1.0=1.0.0=1.0.0.0=1.0.0+x 1.0.0.1 6.0.1"],
  [
    "Composer",
    composer,
    "0 1.0-dev 1.0-alpha1=1.0a1 1.0-beta2=1.0.0.0-b2 1.0-RC1 1.0=1.0.0 1.0.0-p1=1.0.0-patch1 5.4.9 5.4.31",
  ],
  ["others", dotted, "0 1.0.1 1.0.2 1.0.2a 1.0.2k 1.0.2za 1.1 3.0.7=3.0.7.0 2021.1 2021.1a"],
];

describe("versions", () => {
  for (const [name, scheme, ascending] of ORDERED) {
    it(`are ordered as they are in ${name}`, () => {
      const ranked = ascending
        .split(" ")
        .flatMap((group, rank) => group.split("=").map((version) => ({ version, rank })));
      for (const a of ranked) {
        assert.ok(a.version === "0" || scheme.isVersion(a.version), a.version);
        for (const b of ranked) {
          const order = Math.sign(compareVersions(scheme, a.version, b.version) ?? NaN);
          assert.equal(order, Math.sign(a.rank - b.rank), `${a.version} and ${b.version}`);
        }
      }
    });
  }

  it("that their registry would not take are none there", () => {
    const wrong: readonly (readonly [VersionScheme, string])[] = [
      ...["1.0", "01.0.0", "1.0.0-01", "v1.0.0", "1.0.0-", " 1.0.0"].map((text) => [semver, text] as const),
      ...["1.0-before", "v1.0", "1:2.0"].map((text) => [python, text] as const),
      ...["1.0 2", "v1.0"].map((text) => [ruby, text] as const),
      ...["1.0,2.0", "[1.0"].map((text) => [maven, text] as const),
      ...["1.0.0.0.0", "1.*"].map((text) => [nuget, text] as const),
      ...["1.0.x", "^1.0"].map((text) => [composer, text] as const),
      ...["1.0-rc1", "1:2.0"].map((text) => [dotted, text] as const),
    ];
    for (const [scheme, text] of wrong) {
      assert.equal(scheme.isVersion(text), false, text);
      assert.equal(compareVersions(scheme, text, "9.9.9"), undefined, text);
    }
  });

  it("have no leading v, words or operators anywhere", () => {
    for (const text of ["v1.0.0", "<1.0", "before 2", "n/a", "1.0 and 2.0", "", "*"]) {
      assert.equal(isVersionLike(text), false, text);
    }
    for (const text of ["1.0", "1:2.3-4", "2019.01.02", "1.0.0+build"]) assert.ok(isVersionLike(text), text);
    assert.ok(isSemver("1.0.0+build"));
  });
});
