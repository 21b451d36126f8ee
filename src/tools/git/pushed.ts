import type { Oid } from "../../model/ids";
import { ChangeReader, type ChangeVisitor } from "./changeReader";
import { LOG_CHANGES, LOG_MESSAGES } from "./changes";
import { readOid } from "./repository";
import { git, gitLines, type GitOptions } from "./run";
import { visitContentLines, visitTreeLines, type LineVisitor } from "./contentLines";

/** What a push would add to what the public has: ends of history, and where the known part begins. */
export interface PushedRange {
  readonly tips: readonly Oid[];
  /** May name objects that this repository does not have. */
  readonly known: readonly Oid[];
}

/** Who wants to know what is pushed by itself: annotated tags, trees, files. */
export interface ObjectVisitor {
  /** The next one; what follows is about it. */
  object(oid: Oid, type: "tag" | "tree" | "blob"): void;
  /** A file or folder in it, or what a tag points to. */
  contains(oid: Oid): void;
  /** A squeezed line in it and the one before it. */
  line: LineVisitor;
}

/**
 * Visits the new commits, newest first: their messages, and with `withChanges` what each changes, merges compared with
 * all their parents. Throws `git-failed` when something cannot be read.
 */
export async function visitPushedCommits(
  options: GitOptions,
  { tips, known }: PushedRange,
  withChanges: boolean,
  visitor: ChangeVisitor,
): Promise<void> {
  const reader = new ChangeReader(visitor);
  const args = [...(withChanges ? LOG_CHANGES : LOG_MESSAGES), "--ignore-missing", "--stdin"];
  const stdin = [...tips, ...known.map((oid) => `^${oid}`), ""].join("\n");
  await git(args, { ...options, stdin, onStdout: (chunk) => reader.write(chunk) });
  reader.end();
}

/** Visits what is pushed by itself among `tips`, and what tags point to; commits are not. Throws `git-failed`. */
export async function visitPushedObjects(
  options: GitOptions,
  tips: readonly Oid[],
  visitor: ObjectVisitor,
): Promise<void> {
  const seen = new Set<Oid>();
  for (let next = tips; next.length > 0;) {
    next.forEach((oid) => seen.add(oid));
    const { tag, tree, blob } = await byType(options, next);
    const targets: Oid[] = [];
    const start = (type: "tag" | "blob") => (oid: string) => visitor.object(readOid(oid), type);
    await visitContentLines(options, blob, visitor.line, { start: start("blob") });
    await visitContentLines(
      options,
      tag,
      (line, before) => {
        visitor.line(line, before);
        const target = before === "" && /^object([0-9a-f]{40,64})$/.exec(line)?.[1];
        if (!target) return;
        visitor.contains(readOid(target));
        targets.push(readOid(target));
      },
      { start: start("tag") },
    );
    for (const oid of tree) await visitTree(options, oid, visitor);
    next = [...new Set(targets)].filter((oid) => !seen.has(oid));
  }
}

async function visitTree(options: GitOptions, tree: Oid, visitor: ObjectVisitor): Promise<void> {
  visitor.object(tree, "tree");
  const entries = await gitLines(["ls-tree", "-r", "-t", "--full-tree", tree], options);
  for (const entry of entries) visitor.contains(readOid(entry.split("\t", 1)[0]!.split(" ")[2] ?? ""));
  await visitTreeLines(options, tree, visitor.line);
}

async function byType(options: GitOptions, oids: readonly Oid[]): Promise<Record<"tag" | "tree" | "blob", Oid[]>> {
  const stdin = oids.map((oid) => `${oid}\n`).join("");
  const described = await gitLines(["cat-file", "--batch-check=%(objecttype) %(objectname)"], { ...options, stdin });
  const found: Record<string, Oid[]> = { tag: [], tree: [], blob: [], commit: [] };
  for (const line of described) {
    const [type = "", name = ""] = line.split(" ");
    found[type]?.push(readOid(name));
    if (!found[type]) readOid(""); // "<oid> missing"
  }
  return { tag: found.tag!, tree: found.tree!, blob: found.blob! };
}
