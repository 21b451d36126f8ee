import { caseCollisions, pathWarnings, type ReviewWarning, type WarningCode } from "../../model/bundle/changedPath";
import { hasInBodyHeader } from "../../model/bundle/patchShape";
import type { OpenedBundle } from "./openBundle";
import type { ReviewedBranch, ReviewedFile, Signer } from "./review";

/** The order in which warnings are shown (FORMAT section 8). */
const ORDER: Readonly<Record<WarningCode, number>> = {
  "trees-not-checked": 0,
  superseded: 1,
  "also-to": 2,
  "own-key-expired": 3,
  "signer-not-compared": 4,
  binary: 5,
  symlink: 6,
  submodule: 7,
  lfs: 8,
  "runs-code": 9,
  "exec-bit": 10,
  bidi: 11,
  invisible: 12,
  control: 13,
  "portable-name": 14,
  "in-body-from": 15,
};

/** Everything a reader of a bundle should look at, in a stable order. Pure. */
export function warningsOf(opened: OpenedBundle, signer: Signer, branches: readonly ReviewedBranch[]): ReviewWarning[] {
  const warnings = [...ofMessage(opened, signer), ...branches.flatMap(ofBranch), ...ofPatches(opened)];
  return warnings.sort((a, b) => ORDER[a.code] - ORDER[b.code]);
}

function* ofMessage(opened: OpenedBundle, signer: Signer): Generator<ReviewWarning> {
  const { superseded, encryptedTo, ownKeyExpired } = opened;
  if (superseded)
    yield { code: "superseded", detail: "you have reviewed a newer version: this one cannot be confirmed" };
  if (encryptedTo.length > 1) {
    yield { code: "also-to", detail: `others can open this file too: ${encryptedTo.length} keys in all` };
  }
  if (ownKeyExpired)
    yield { code: "own-key-expired", detail: "your key is no longer valid: give the sender a current one" };
  if (!signer.compared) {
    yield { code: "signer-not-compared", detail: "nobody has compared the signer's fingerprint with its owner" };
  }
}

function ofBranch({ name, checked, files, otherPaths }: ReviewedBranch): ReviewWarning[] {
  const unchecked: ReviewWarning = {
    code: "trees-not-checked",
    branch: name,
    detail: "the commit it starts from is not in a clone of the project here: go to one, fetch, and open it again",
  };
  const kept = files.filter(({ status }) => status !== "deleted").map(({ path }) => path);
  return [
    ...(checked ? [] : [unchecked]),
    ...files.flatMap((file) => ofFile(file, name)),
    ...caseCollisions(kept, name, otherPaths),
  ];
}

/** A renamed file is looked at under both its names. */
function ofFile(file: ReviewedFile, branch: string): ReviewWarning[] {
  const { oldPath, oldMode, oldBytes } = file;
  if (oldPath === undefined) return pathWarnings(file, branch);
  const left = { path: oldPath, ...(oldMode === undefined ? {} : { oldMode }), ...(oldBytes ? { oldBytes } : {}) };
  return [...pathWarnings(left, branch), ...pathWarnings(file, branch)];
}

function ofPatches({ manifest, files }: OpenedBundle): ReviewWarning[] {
  return manifest.branches
    .filter(({ path }) => [...files].some(([name, content]) => name.startsWith(`${path}/`) && hasInBodyHeader(content)))
    .map(({ name }) => ({
      code: "in-body-from",
      branch: name,
      detail: "a message begins with a line that git takes for the author, date or subject of the commit",
    }));
}
