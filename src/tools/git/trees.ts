import { patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError } from "../../model/errors";
import { asOid, isZeroOid, type Oid } from "../../model/ids";
import { refuseAs } from "./applyPatches";
import { emptyIndex, type Quarantine } from "./quarantine";

/** How one path differs between two trees, as git-diff-tree(1) sees it with renames found. */
export interface TreeChange {
  readonly path: string;
  /** Where a renamed or copied file was. */
  readonly oldPath?: string;
  readonly status: "added" | "deleted" | "modified" | "renamed" | "type-changed";
  /** Git's octal mode; absent when the path was not there. */
  readonly oldMode?: string;
  readonly newMode?: string;
  /** Lines; 0 for a binary file. */
  readonly added: number;
  readonly deleted: number;
  readonly binary: boolean;
  /** Absent when there was none, and for a submodule. */
  readonly oldBytes?: Uint8Array;
  readonly newBytes?: Uint8Array;
}

const SUBMODULE = "160000";
const LARGEST_BLOB = 64 * 2 ** 20;
const STATUS = { A: "added", D: "deleted", M: "modified", R: "renamed", T: "type-changed" } as const;
const FLAGS = [
  "-r",
  "-z",
  "--find-renames",
  "--raw",
  "--numstat",
  "--no-ext-diff",
  "--no-textconv",
  "--submodule=short",
];

interface RawChange {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: Oid;
  readonly newOid: Oid;
  readonly status: TreeChange["status"];
  readonly oldPath?: string;
  readonly path: string;
}

/**
 * What differs between two trees, with the contents, by path. No attribute, driver or index has a say.
 *
 * @throws EmbargoError `patch-fails` when git cannot tell, `too-large` for a new file of more than 64 MiB
 */
export async function diffTrees(quarantine: Quarantine, base: Oid, result: Oid): Promise<TreeChange[]> {
  const output = await quarantine
    .run(["diff-tree", ...FLAGS, base, result], { env: emptyIndex(quarantine) })
    .catch(refuseAs("git cannot compare the trees: files of the base are missing in your clone"));
  const { changes, counts } = parseDiff(output.stdout.toString("utf8"));
  await refuseLargeBlobs(quarantine, changes);
  const blobs = await readBlobs(quarantine, changes.flatMap(blobsOf));
  return changes.map((change, index) => {
    const { path, oldPath, status, oldMode, newMode } = change;
    const [added, deleted] = counts[index] ?? ["-", "-"];
    const oldBytes = blobs.get(change.oldOid);
    const newBytes = blobs.get(change.newOid);
    return {
      path,
      ...(oldPath === undefined ? {} : { oldPath }),
      status,
      ...(Number(oldMode) === 0 ? {} : { oldMode }),
      ...(Number(newMode) === 0 ? {} : { newMode }),
      added: Number(added) || 0,
      deleted: Number(deleted) || 0,
      binary: added === "-",
      ...(oldBytes && oldMode !== SUBMODULE ? { oldBytes } : {}),
      ...(newBytes && newMode !== SUBMODULE ? { newBytes } : {}),
    };
  });
}

/** Every path of a tree. @throws EmbargoError `patch-fails` when a part of it is missing */
export async function listPaths(quarantine: Quarantine, tree: Oid): Promise<string[]> {
  const { stdout } = await quarantine
    .run(["ls-tree", "-r", "-z", "--name-only", tree])
    .catch(refuseAs("git cannot list the tree: a part of the base is missing in your clone"));
  return stdout.toString("utf8").split("\0").filter(Boolean);
}

/** The output of `git diff-tree -z --raw --numstat`: first every change, then its counts in the same order. */
function parseDiff(output: string): { changes: RawChange[]; counts: [string, string][] } {
  const fields = output.split("\0");
  const changes: RawChange[] = [];
  const counts: [string, string][] = [];
  let field = fields.shift();
  for (; field?.startsWith(":"); field = fields.shift()) {
    const [oldMode = "", newMode = "", oldOid = "", newOid = "", letter = ""] = field.slice(1).split(" ");
    const status = STATUS[letter.charAt(0) as keyof typeof STATUS];
    const ids = { oldOid: asOid(oldOid), newOid: asOid(newOid) };
    const oldPath = status === "renamed" ? fields.shift() : undefined;
    const path = fields.shift();
    if (!status || !ids.oldOid || !ids.newOid || !path) throw patchRefusal("git's list of changes cannot be read");
    const renamed = oldPath === undefined ? {} : { oldPath };
    changes.push({ oldMode, newMode, oldOid: ids.oldOid, newOid: ids.newOid, status, path, ...renamed });
  }
  for (; field; field = fields.shift()) {
    const [added = "", deleted = "", ...path] = field.split("\t");
    if (path.join("") === "") fields.splice(0, 2); // a rename: both names follow as fields of their own
    counts.push([added, deleted]);
  }
  return { changes, counts };
}

async function refuseLargeBlobs(quarantine: Quarantine, changes: readonly RawChange[]): Promise<void> {
  const fresh = changes.filter(({ newMode, oldOid, newOid }) => newMode !== SUBMODULE && newOid !== oldOid);
  const stdin = fresh.flatMap(({ newOid }) => (isZeroOid(newOid) ? [] : newOid)).join("\n");
  const { stdout } = await quarantine.run(["cat-file", "--batch-check=%(objectsize)"], { stdin });
  const sizes = stdout.toString("utf8").split("\n").map(Number); // no number where one is missing, which is noticed later
  if (!sizes.some((size) => size > LARGEST_BLOB)) return;
  throw new EmbargoError(
    "too-large",
    `A file would have more than ${LARGEST_BLOB} bytes after the change.`,
    "Nothing in your clone was changed. Ask the sender how it can be done with less.",
  );
}

function blobsOf({ oldMode, newMode, oldOid, newOid }: RawChange): Oid[] {
  const sides = [
    { mode: oldMode, oid: oldOid },
    { mode: newMode, oid: newOid },
  ];
  return sides.filter(({ mode, oid }) => mode !== SUBMODULE && !isZeroOid(oid)).map(({ oid }) => oid);
}

/** The contents of blobs, by git-cat-file(1)'s batch format: `<id> blob <size>`, a line feed, the bytes, a line feed. */
async function readBlobs(quarantine: Quarantine, oids: readonly Oid[]): Promise<Map<Oid, Uint8Array>> {
  const wanted = [...new Set(oids)];
  const { stdout } = await quarantine.run(["cat-file", "--batch"], { stdin: wanted.join("\n") });
  const blobs = new Map<Oid, Uint8Array>();
  let offset = 0;
  for (const oid of wanted) {
    const end = stdout.indexOf("\n", offset);
    const size = Number(/^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString("latin1", offset, end))?.[1]);
    if (!Number.isInteger(size)) throw patchRefusal("a file of its base is missing in your clone");
    blobs.set(oid, new Uint8Array(stdout.subarray(end + 1, end + 1 + size)));
    offset = end + 1 + size + 1;
  }
  return blobs;
}
