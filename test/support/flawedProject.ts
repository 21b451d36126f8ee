import { join } from "node:path";
import { derive, type Derivation, type DeriveQuestion } from "../../src/stages/advise/derive/derive";
import { readPublicBranches, supportedBranches } from "../../src/stages/advise/derive/branches";
import type { Oid } from "../../src/model/ids";
import { commit, run, type Files, type Project } from "./gitRepo";

/** A file of a sample library; `body` is what stands in its one function. */
export function library(...body: string[]): string {
  return [
    "def follow(request, target):",
    ...body.map((line) => `    ${line}`),
    "",
    "def other():",
    "    return 1",
    "",
  ].join("\n");
}

/** The line with the flaw, and the two that take its place. */
export const FLAW = "return send(target, cookies=request.cookies, headers=request.headers)";
export const FIXED = [
  "own = same_origin(request.address, target.address)",
  "return send(target, cookies=request.cookies if own else None)",
];

/** Commits `files` on the current branch and tags the commit; returns its id. */
export function release(project: Project, tag: string, files: Files, message = `Release ${tag}`): Oid {
  const oid = commit(project.clone, files, message) as Oid;
  run(project.clone, ["tag", tag]);
  return oid;
}

/** What git knows about a fix in the public clone alone. */
export async function deriveIn(
  project: Project,
  fixes: readonly string[],
  more: Partial<DeriveQuestion> = {},
): Promise<Derivation> {
  const where = { gitDir: join(project.clone, ".git") };
  const branches = await readPublicBranches(where, undefined);
  return derive({
    where,
    fixes: fixes as Oid[],
    ids: ["CVE-2026-12345"],
    packages: [{ purl: "pkg:pypi/sample", files: ["lib/follow.py"] }],
    supported: supportedBranches(branches, [], "main"),
    privateWork: [],
    ...more,
  });
}
