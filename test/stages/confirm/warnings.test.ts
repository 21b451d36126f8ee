import assert from "node:assert/strict";
import type { OpenedBundle } from "../../../src/stages/confirm/openBundle";
import { warningsOf } from "../../../src/stages/confirm/warnings";
import type { ReviewedBranch, Signer } from "../../../src/stages/confirm";
import { sampleManifest } from "../../support/bundleFiles";
import { fingerprint, instant, oid, sha256 } from "../../support/caseRecord";

const signer: Signer = { fingerprint: fingerprint("A"), certificate: "", pinned: true, compared: true };

async function opened(changes: Partial<OpenedBundle> = {}): Promise<OpenedBundle> {
  const manifest = await sampleManifest();
  const replyHeader = {
    bundle: manifest.id,
    bundleVersion: 1,
    manifestSha256: sha256("1"),
    replyToKey: fingerprint("A"),
    forKey: fingerprint("B"),
    trees: [],
  };
  return {
    manifest,
    manifestSha256: sha256("1"),
    files: new Map(),
    replyHeader,
    superseded: false,
    signer: fingerprint("A"),
    signedAt: instant("2026-11-21T14:06:00Z"),
    encryptedTo: ["0123456789ABCDEF"],
    ownKeyExpired: false,
    notes: [],
    ...changes,
  };
}

const branch = (name: string, checked: boolean, ...paths: string[]): ReviewedBranch => ({
  name,
  base: oid("a"),
  tree: oid("b"),
  checked,
  files: paths.map((path) => ({ path, status: "modified", newMode: "100644", added: 1, deleted: 0, binary: false })),
  otherPaths: [],
  commits: [],
  patches: [],
});

describe("the warnings of a review", () => {
  it("are none for a checked branch of plain files by a signer who was compared", async () => {
    assert.deepEqual(warningsOf(await opened(), signer, [branch("main", true, "a.js", "b.js")]), []);
  });

  it("come in the order of the format, unchecked trees first", async () => {
    const bundle = await opened({ superseded: true, encryptedTo: ["1", "2"], ownKeyExpired: true });
    const branches = [branch("main", true, "Makefile"), branch("stable", false, "x.js")];
    const found = warningsOf(bundle, { ...signer, compared: false }, branches);
    assert.deepEqual(
      found.map(({ code, branch: of }) => [code, of]),
      [
        ["trees-not-checked", "stable"],
        ["superseded", undefined],
        ["also-to", undefined],
        ["own-key-expired", undefined],
        ["signer-not-compared", undefined],
        ["runs-code", "main"],
      ],
    );
  });

  it("name a path that differs from another one only in case", async () => {
    const found = warningsOf(await opened(), signer, [branch("main", true, "src/A.js", "src/a.js")]);
    assert.deepEqual(
      found.map(({ code, path }) => [code, path]),
      [["portable-name", "src/a.js"]],
    );
  });
});
