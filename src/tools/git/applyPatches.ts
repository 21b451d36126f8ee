import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { byteText } from "../../model/bundle/bytes";
import { patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError, type ErrorCode } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { emptyIndex, type Quarantine } from "./quarantine";
import { readOid } from "./repository";

/** One patch file as git-mailinfo(1) reads it. Names and subject are a stranger's: escape them before showing. */
export interface Mail {
  readonly author: string;
  readonly authorMail: string;
  readonly subject: string;
  /** The file in the quarantine that holds its diff; absent for an empty commit, on which git-apply(1) would fail. */
  readonly diff?: string;
}

/**
 * Reads patch files the way `git am --keep --keep-cr --no-scissors` does, one mail a file.
 *
 * @throws EmbargoError `patch-fails`
 */
export async function readMails(quarantine: Quarantine, patches: readonly Uint8Array[]): Promise<Mail[]> {
  const folder = join(quarantine.dir, "mails");
  await mkdir(folder, { recursive: true });
  const mails: Mail[] = [];
  for (const [index, patch] of patches.entries()) {
    mails.push(
      await readMail(quarantine, folder, patch).catch(refuseAs(`patch ${index + 1} cannot be read as one mail`)),
    );
  }
  return mails;
}

/**
 * Applies mails in order to the tree of `base`, in the quarantine's index only.
 *
 * @returns the tree that comes out
 * @throws EmbargoError `patch-fails`
 */
export async function applyMails(quarantine: Quarantine, base: Oid, mails: readonly Mail[]): Promise<Oid> {
  await quarantine.run(["read-tree", base]);
  for (const [index, { diff }] of mails.entries()) {
    if (diff === undefined) continue;
    await quarantine
      .run(["apply", "--cached", "--whitespace=nowarn", diff])
      .catch(refuseAs(`patch ${index + 1} does not apply to its base`));
  }
  const { stdout } = await quarantine.run(["write-tree"]).catch(refuseAs("its result is not a tree that git accepts"));
  return readOid(stdout.toString("utf8").trim());
}

/** A path that patches touch, with the lines they add and take away; 0 for a binary change. */
export interface TouchedPath {
  readonly path: string;
  readonly added: number;
  readonly deleted: number;
  readonly binary: boolean;
}

/**
 * The paths that mails touch, each once and sorted, read from the diffs alone: all that can be known without the base.
 *
 * @throws EmbargoError `patch-fails`
 */
export async function pathsInMails(quarantine: Quarantine, mails: readonly Mail[]): Promise<TouchedPath[]> {
  const touched = new Map<string, TouchedPath>();
  for (const diff of mails.flatMap(({ diff }) => diff ?? [])) {
    const { stdout } = await quarantine
      .run(["apply", "--numstat", "-z", diff], { env: emptyIndex(quarantine) })
      .catch(refuseAs("a patch cannot be read"));
    for (const entry of stdout.toString("utf8").split("\0").filter(Boolean)) {
      const [added = "", deleted = "", ...rest] = entry.split("\t");
      const path = rest.join("\t");
      const before = touched.get(path) ?? { added: 0, deleted: 0, binary: false };
      touched.set(path, {
        path,
        added: before.added + (Number(added) || 0),
        deleted: before.deleted + (Number(deleted) || 0),
        binary: before.binary || added === "-",
      });
    }
  }
  return [...touched.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readMail(quarantine: Quarantine, folder: string, patch: Uint8Array): Promise<Mail> {
  const { stdout: count } = await quarantine.run(["mailsplit", "--keep-cr", `-o${folder}`], { stdin: patch });
  if (count.toString("utf8").trim() !== "1") throw patchRefusal("a patch file holds more than one mail");
  const mailFile = join(folder, "0001");
  const mail = await readFile(mailFile);
  await rm(mailFile); // git mailsplit overwrites nothing
  const diff = join(folder, `${crypto.randomUUID()}.diff`);
  const args = ["mailinfo", "-k", "--no-scissors", join(folder, "message"), diff];
  const lines = (await quarantine.run(args, { stdin: mail })).stdout.toString("utf8").split("\n");
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  const changed = await readFile(diff);
  // What was checked of the patch holds for what git applies only as long as git decoded nothing of it (charset, multipart).
  if (!changed.equals(patch.subarray(patch.length - changed.length)))
    throw patchRefusal("git reads another change in one");
  const changes = byteText(changed)
    .split("\n")
    .some((line) => line.startsWith("diff --git "));
  return {
    author: field("Author"),
    authorMail: field("Email"),
    subject: field("Subject"),
    ...(changes ? { diff } : {}),
  };
}

/** What git may say of this machine while it reads a stranger's bytes; everything else it says is about those bytes. */
const NOT_THE_BYTES: readonly ErrorCode[] = ["git-missing", "disk-full", "home-unwritable", "cancelled", "patch-fails"];

/** Turns git's own failures into `patch-fails`: they are the stranger's bytes; a full disk or a missing git is not. */
export function refuseAs(reason: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof EmbargoError && NOT_THE_BYTES.includes(error.code)) throw error;
    throw patchRefusal(reason, error);
  };
}
