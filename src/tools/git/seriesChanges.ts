import { asEmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { objectKinds, type Quarantine } from "./quarantine";

/** What became of one commit of a series. The subject is as git shows it. */
export interface CommitChange {
  readonly kind: "unchanged" | "changed" | "new" | "dropped";
  readonly subject: string;
}

interface Range {
  readonly base: Oid;
  readonly tip: Oid;
}

const KINDS = { "=": "unchanged", "!": "changed", ">": "new", "<": "dropped" } as const;
const LINE = /^ *(?:\d+|-): +\S+ (?<sign>[=!<>]) +(?:\d+|-): +\S+ (?<subject>.*)$/;

/**
 * What happened to each commit between two states of a branch (git-range-diff(1)); merges are not looked at. `undefined` when
 * the earlier commits are gone, or it takes too long to find out.
 *
 * @throws EmbargoError `cancelled`
 */
export async function seriesChanges(
  quarantine: Quarantine,
  before: Range,
  now: Range,
): Promise<CommitChange[] | undefined> {
  const kinds = await objectKinds(quarantine, [before.base, before.tip]);
  if (kinds.some((kind) => kind !== "commit")) return undefined;
  const ranges = [before, now].map(({ base, tip }) => `${base}..${tip}`);
  try {
    const { stdout } = await quarantine.run(["range-diff", "--no-color", "--no-patch", "--no-notes", ...ranges, "--"]);
    return stdout.toString("utf8").split("\n").flatMap(readLine);
  } catch (error) {
    if (asEmbargoError(error).code === "git-failed") return undefined;
    throw error;
  }
}

function readLine(line: string): CommitChange[] {
  const { sign, subject } = LINE.exec(line)?.groups ?? {};
  if (subject === undefined) return [];
  return [{ kind: KINDS[sign as keyof typeof KINDS], subject }];
}
