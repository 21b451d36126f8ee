import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import type { Quarantine } from "./quarantine";
import { readTree } from "./quarantinedHistory";
import { readOid } from "./repository";

/** One commit of a fix, oldest first in lists. */
export interface SeriesCommit {
  readonly oid: Oid;
  readonly tree: Oid;
  /** Whether it changes nothing (its tree is its parent's). */
  readonly empty: boolean;
  readonly isMerge: boolean;
  readonly authorMail: string;
  /** The subject as a piece of a file name: `[A-Za-z0-9._-]`, at most 40 characters, no dot at its end. */
  readonly slug: string;
}

/** The commits from a base to a tip, oldest first. */
export async function listSeries(quarantine: Quarantine, base: Oid, tip: Oid): Promise<SeriesCommit[]> {
  const format = "--format=%H%n%T%n%P%n%ae%n%f";
  const { stdout } = await quarantine.run(["log", "-z", "--reverse", "--topo-order", format, `${base}..${tip}`, "--"]);
  const entries = stdout.toString("utf8").split("\0").filter(Boolean);
  let before = await readTree(quarantine, base);
  return entries.map((entry) => {
    const [oid = "", tree = "", parents = "", authorMail = "", subject = ""] = entry.split("\n");
    const commit = {
      oid: readOid(oid),
      tree: readOid(tree),
      empty: tree === before,
      isMerge: parents.includes(" "),
      authorMail,
      slug: slugOf(subject),
    };
    before = commit.tree;
    return commit;
  });
}

/**
 * A commit as a mail that git-am(1) turns into the same tree: every option that could lose or guess something is pinned, and
 * no configuration is read.
 */
export async function formatPatch(quarantine: Quarantine, commit: Oid): Promise<Uint8Array> {
  const { stdout } = await quarantine.run(["format-patch", ...STRICT, "--stdout", "-1", commit]);
  return new Uint8Array(stdout);
}

/** `text` as a slug, see `SeriesCommit`. */
export function slugOf(text: string, longest = 40): string {
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, longest);
  return plain.replace(/^[.-]+|(?<![.-])[.-]+$/g, "") || "commit";
}

/** A branch that cannot be carried exactly. */
export function cannotCarry(reason: string): EmbargoError {
  return new EmbargoError(
    "round-trip-differs",
    `The branch cannot be sent as it is: ${reason}.`,
    "Make it a straight line of plain commits (git rebase), then make the bundle again. Nothing was made.",
  );
}

const STRICT = [
  "--full-index",
  "--binary",
  "--no-renames",
  "--no-ext-diff",
  "--no-textconv",
  "--no-signature",
  "--no-stat",
  "--keep-subject",
  "--encode-email-headers",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--no-relative",
  "--no-attach",
  "--no-thread",
  "--no-cover-letter",
  "--no-notes",
  "--no-base",
  "--always",
];
