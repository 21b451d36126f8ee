import type { Oid } from "../../../model/ids";
import { readOid } from "../repository";
import { gitText, type GitOptions } from "../run";
import type { CommitFact } from "./commits";

/** A line and the commit that wrote it. */
export interface BlamedLine {
  readonly commit: CommitFact;
  /** Its number in the blamed file, from 1. */
  readonly line: number;
  /** The file in which that commit wrote it. */
  readonly path: string;
  readonly text: string;
}

/**
 * Who wrote these lines (git-blame(1)): white space, and moves within a file and between files of one commit, do not count
 * as writing.
 *
 * @param ranges - first line, from 1, and how many; they may overlap and go beyond the end
 */
export async function blameLines(
  where: GitOptions,
  commit: Oid,
  path: string,
  ranges: readonly (readonly [start: number, count: number])[],
): Promise<BlamedLine[]> {
  if (ranges.length === 0) return [];
  const lines = ranges.map(([start, count]) => `-L${start},+${count}`);
  const args = [
    "-c",
    "blame.ignoreRevsFile=",
    "blame",
    "-w",
    "-M",
    "-C",
    "--line-porcelain",
    ...lines,
    commit,
    "--",
    path,
  ];
  const blamed: BlamedLine[] = [];
  let oid: Oid | undefined;
  let number = 0;
  let date = "";
  let subject = "";
  let from = path;
  for (const line of (await gitText(args, where)).split("\n")) {
    const [, started, at] = /^([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)/.exec(line) ?? [];
    if (line.startsWith("\t") && oid) {
      blamed.push({ commit: { oid, date, subject }, line: number, path: from, text: line.slice(1) });
    } else if (started) [oid, number] = [readOid(started), Number(at)];
    else if (line.startsWith("author-time ")) date = new Date(Number(line.slice(12)) * 1000).toISOString().slice(0, 10);
    else if (line.startsWith("filename ")) from = line.slice(9);
    else if (line.startsWith("summary ")) subject = line.slice(8);
  }
  return blamed;
}
