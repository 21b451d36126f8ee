import { EmbargoError } from "../../model/errors";
import { asOid, type Oid } from "../../model/ids";
import type { Push, PushedRef, Verdict } from "../../model/push";
import { readGuardSettings } from "../../tools/git/guardSettings";
import { readPushUrls } from "../../tools/git/pushAddresses";
import { openRepository, readOid, type Repository } from "../../tools/git/repository";
import { git, gitLines } from "../../tools/git/run";
import type { Home } from "../../tools/home";
import { readClone } from "./clone";
import { withoutCredentials } from "./explain";
import { judge } from "./judge";

/** A push that somebody thinks of. */
export interface IntendedPush {
  readonly directory: string;
  readonly remoteOrUrl: string;
  /** As for git-push(1): `main`, `fix:refs/heads/x`, `:gone`, `refs/heads/*:refs/heads/*`. */
  readonly refspecs: readonly string[];
}

/** The answer, and for which address. */
export interface CheckedPush extends Verdict, Pick<Push, "remote" | "url"> {
  /** Whether the repository declares that address private: nothing is compared then. */
  readonly isPrivate: boolean;
}

/**
 * What the guard would answer to a push; sends nothing, asks nothing, records nothing.
 *
 * @throws EmbargoError `not-a-repository`, `no-commit` when a refspec names nothing
 */
export async function checkPush(home: Home, { directory, remoteOrUrl, refspecs }: IntendedPush): Promise<CheckedPush> {
  const repository = await openRepository(directory);
  const clone = await readClone(repository.gitDir, () => Promise.resolve(home));
  const refs = (await Promise.all(refspecs.map((refspec) => readRefspec(repository, refspec)))).flat();
  const { privateRemotes } = await readGuardSettings(repository.gitDir);
  const verdicts: CheckedPush[] = [];
  for (const url of await readPushUrls(directory, remoteOrUrl)) {
    const push = { remote: remoteOrUrl, url, refs };
    const isPrivate = privateRemotes.includes(url);
    const remote = remoteOrUrl === url ? withoutCredentials(url) : remoteOrUrl;
    verdicts.push({ ...(await judge(clone, push)), remote, url: withoutCredentials(url), isPrivate });
  }
  // A remote may have several push URLs: the strictest answer counts.
  const strength = ["allow", "ask", "refuse"] as const;
  return verdicts.sort((a, b) => strength.indexOf(b.verdict) - strength.indexOf(a.verdict))[0]!;
}

async function readRefspec(repository: Repository, refspec: string): Promise<PushedRef[]> {
  const plain = refspec.replace(/^\+/, "");
  const colon = plain.lastIndexOf(":");
  const source = colon < 0 ? plain : plain.slice(0, colon);
  const target = colon < 0 ? source : plain.slice(colon + 1);
  if (source === "") return []; // a deletion sends nothing
  if (source.includes("*")) return await readPattern(repository, source);
  const { exitCode, stdout } = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", source], {
    cwd: repository.dir,
    expect: [1, 128],
  });
  const oid = exitCode === 0 ? asOid(stdout.toString("utf8").trim()) : undefined;
  if (oid) return [asRef(source, oid, target)];
  throw new EmbargoError("no-commit", "The refspec names nothing in this repository.", "See: git branch, git tag");
}

async function readPattern({ gitDir }: Repository, pattern: string): Promise<PushedRef[]> {
  const lines = await gitLines(["for-each-ref", "--format=%(objectname) %(refname)", pattern], { gitDir });
  return lines.map((line) => {
    const [oid = "", name = ""] = line.split(" ");
    return asRef(name, readOid(oid), name);
  });
}

/** The remote's side is not known without asking it; what it is known to have are the remote-tracking branches. */
function asRef(localRef: string, localOid: Oid, remoteRef: string): PushedRef {
  return { localRef, localOid, remoteRef, remoteOid: "0".repeat(localOid.length) as Oid };
}
