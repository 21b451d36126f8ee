import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPEN_STEPS, type CaseRecord } from "../../src/model/case";
import {
  planBundle,
  readBundleFacts,
  runBundle,
  type BundleResult,
  type BundleWishes,
  type ProveBundle,
} from "../../src/stages/bundle";
import { proveBundle } from "../../src/stages/confirm";
import { findCase, updateCase } from "../../src/tools/cases/store";
import type { CasePlaces, Home } from "../../src/tools/home";
import { generateKey, type UnlockedKey } from "../../src/tools/pgp/keys";
import { importContact, importOwnKey, markCompared, unlockOwnKey, type OwnKey } from "../../src/tools/pgp/keyStore";
import { commit, gitEnvironment, makeProject, type Files, type Project, type ProjectOptions } from "./gitRepo";
import { makeHome } from "./home";
import { makePrivatePlace } from "./privatePlace";

/** Somebody with a home of their own and a key in it. */
export interface Person {
  readonly home: Home;
  readonly own: OwnKey;
  readonly key: UnlockedKey;
  readonly mail: string;
  readonly cleanup: () => void;
}

/** A maintainer with an open case, and the reporter with a clone of the public project; each has pinned the other's key. */
export interface TwoPeople {
  readonly project: Project;
  readonly maintainer: Person;
  readonly reporter: Person;
  /** The reporter's own clone. */
  readonly clone: string;
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly cleanup: () => void;
}

const askNobody = () => Promise.resolve(undefined);

/** A person whose key has no passphrase and is a day old, so that they could have signed something yesterday. */
export async function makePerson(name: string, mail: string): Promise<Person> {
  const { cleanup, ...home } = await makeHome();
  const { secret } = await generateKey({ name, mail, now: new Date(Date.now() - 24 * 60 * 60 * 1000) });
  const own = await importOwnKey(home, new TextEncoder().encode(secret));
  return { home, own, key: await unlockOwnKey(home, askNobody), mail, cleanup };
}

/** Pins somebody's key in a home, compared or not. */
export async function pin(home: Home, person: Person, compared = true): Promise<void> {
  await importContact(home, new TextEncoder().encode(person.own.certificate), { source: "first seen in the report" });
  if (compared) await markCompared(home, person.own.fingerprint);
}

/** The two of them, before there is a fix. */
export async function makeTwoPeople(options?: ProjectOptions): Promise<TwoPeople> {
  const project = makeProject(options);
  const [maintainer, reporter] = await Promise.all([
    makePerson("Maintainer", "maintainer@example.org"),
    makePerson("Robin Reporter", "robin@example.net"),
  ]);
  await pin(maintainer.home, reporter);
  await pin(reporter.home, maintainer);
  const { places, record } = await makePrivatePlace(maintainer.home, project.clone);
  const opened = await updateCase(maintainer.home, record.id, (before) => ({
    ...before,
    opened: [...OPEN_STEPS],
    reporter: { name: "Robin Reporter", mail: reporter.mail, fingerprint: reporter.own.fingerprint },
  }));
  const clone = join(project.root, "reporter");
  execFileSync("git", ["clone", "-q", project.remote, clone], { env: gitEnvironment() });
  const cleanup = () => [project, maintainer, reporter].forEach((part) => part.cleanup());
  return { project, maintainer, reporter, clone, record: opened, places, cleanup };
}

/** Commits a fix in the private worktree. */
export function fix(
  { places }: TwoPeople,
  files: Files = { "src/redirect.js": "export const follow = (request, target) => fetch(target);\n" },
  message = "Keep headers on their host",
): string {
  return commit(places.worktree, files, message);
}

/** Makes the bundle of the case for these people (default: the reporter). */
export async function sendBundle(
  { maintainer, record }: TwoPeople,
  to: readonly string[] = [],
  out?: string,
  wishes: Partial<BundleWishes> = {},
): Promise<BundleResult> {
  const plan = planBundle(await readBundleFacts(maintainer.home, record.id, { to, ...wishes }));
  return await runBundle(maintainer.home, plan, {
    ownKey: maintainer.key,
    prove: proving(maintainer.home),
    ...(out === undefined ? {} : { out }),
  });
}

/** The maker's own check, as both faces hand it in. */
export function proving(home: Home): ProveBundle {
  return (message, made, isWhole) => proveBundle(home, message, made, isWhole);
}

/** The case as it is on disk now. */
export async function readRecord({ maintainer, record }: TwoPeople): Promise<CaseRecord> {
  return (await findCase(maintainer.home, record.id)).record;
}

/** A folder that is removed by the returned function. */
export function makeFolder(prefix = "embargo-test-"): { readonly dir: string; readonly cleanup: () => void } {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  return { dir, cleanup: () => rmSync(dir, { recursive: true, force: true }) };
}
