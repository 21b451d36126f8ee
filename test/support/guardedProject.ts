import { cpSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { installGuard } from "../../src/stages/guard";
import type { CasePlaces, Home } from "../../src/tools/home";
import type { CaseRecord } from "../../src/model/case";
import { commit, makeProject, run, type Project } from "./gitRepo";
import { makeHome } from "./home";
import { makePrivatePlace } from "./privatePlace";

/** Stands in every line of the fix and in no other text: what a leak is told by. */
export const MARKER = "crossOriginSecret";

/** The first commit of the fix. */
export const FIX: Readonly<Record<string, string>> = {
  "src/redirect.js": [
    "export function follow(request, target) {",
    `  const ${MARKER} = new URL(request.url).origin !== new URL(target).origin;`,
    `  const headers = ${MARKER} ? withoutCookies(request.headers) : request.headers;`,
    `  if (${MARKER}) log("cookies were left out after a redirect to another host");`,
    "  return fetch(target, { headers });",
    "}",
    "",
  ].join("\n"),
};

/** The second one. */
export const TEST: Readonly<Record<string, string>> = {
  "test/redirect.test.js": `expect(follow(${MARKER}Request, "https://other.example").headers.cookie).toBe(undefined);\n`,
};

/** A guarded public clone without any case. */
export interface GuardedProject extends Project {
  readonly home: Home;
}

/** The same with an open case, whose fix has two commits. */
export interface GuardedCase extends GuardedProject {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  /** The commits of the fix, oldest first. */
  readonly fix: readonly [string, string];
}

export async function guardedProject(): Promise<GuardedProject> {
  const place = await projectAndHome();
  await installGuard(place.home, place.clone);
  return place;
}

export async function guardedCase(): Promise<GuardedCase> {
  const place = await projectAndHome();
  const { record, places } = await makePrivatePlace(place.home, place.clone);
  const first = commit(places.worktree, FIX, "Leave cookies out after a redirect to another host");
  const second = commit(places.worktree, TEST, "Test the redirect");
  await installGuard(place.home, place.clone);
  return { ...place, record, places, fix: [first, second] };
}

async function projectAndHome(): Promise<GuardedProject> {
  const [project, home] = [makeProject(), await makeHome()];
  const cleanup = () => {
    project.cleanup();
    home.cleanup();
  };
  return { ...project, home, cleanup };
}

/** What nobody should do: every object of the private repository into the public clone, by hand. */
export function bringObjects({ clone, places }: GuardedCase): void {
  cpSync(join(places.repository, "objects"), join(clone, ".git", "objects"), {
    recursive: true,
    filter: (_, to) => !existsSync(to) || statSync(to).isDirectory(), // the two repositories share files by hard links
  });
}

/** Everything that a repository holds, reachable or not, as text. */
export function everythingIn(repository: string): string {
  return run(repository, ["cat-file", "--batch-all-objects", "--batch", "--buffer"]);
}
