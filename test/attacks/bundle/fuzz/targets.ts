import { readFileSync } from "node:fs";
import { readGitBundle } from "../../../../src/model/bundle/gitBundle";
import { readManifest, writeManifest } from "../../../../src/model/bundle/manifest";
import { checkPatches } from "../../../../src/model/bundle/patchRules";
import { readReply, writeAnswer } from "../../../../src/model/bundle/reply";
import { readTar, writeTar } from "../../../../src/model/bundle/tar";
import { parseBranch } from "../../../../src/stages/bundle";
import { reviewBundle } from "../../../../src/stages/confirm";
import { openBundle } from "../../../../src/stages/confirm/openBundle";
import { readPayload } from "../../../../src/tools/cases/keptBundles";
import { checkBundlePack } from "../../../../src/tools/git/gitBundles";
import type { CaseId } from "../../../../src/model/ids";
import { seal, sealWithPassphrase } from "../../../../src/tools/pgp/seal";
import { unseal } from "../../../../src/tools/pgp/unseal";
import { forgeBundle } from "../../../support/forgery";
import { commit, run } from "../../../support/gitRepo";
import type { TestPerson } from "../../../support/keys";
import { encryptRaw, signedPackets } from "../../../support/messages";
import { fix, makeTwoPeople, readRecord, sendBundle } from "../../../support/people";

/** A reader of ours and a true file for it. */
export interface Target {
  readonly name: string;
  readonly sample: Uint8Array;
  /** How often it is taken, compared with the others: what starts git is rare. */
  readonly weight: number;
  /** Reads the changed file; throws as the program does, or says in a word what came of it that must not. */
  readonly read: (bytes: Uint8Array) => Promise<string | undefined>;
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b);

/** A reader that needs no waiting, as one that does. */
function inTime(read: (bytes: Uint8Array) => string | undefined): Target["read"] {
  return (bytes) => Promise.resolve().then(() => read(bytes));
}

/** Everything that reads a stranger's bytes, over one true case of two branches. */
export async function makeTargets(): Promise<{ targets: Target[]; cleanup: () => void }> {
  const people = await makeTwoPeople();
  const { maintainer, reporter, places, record, project, clone } = people;
  run(project.clone, ["push", "-q", "origin", "main:refs/heads/stable"]);
  run(project.clone, ["fetch", "-q"]);
  run(places.worktree, ["fetch", "-q"]);
  fix(people, { "src/redirect.js": "export {};\n", "image.bin": Uint8Array.from({ length: 400 }, (_, at) => at * 7) });
  run(places.worktree, ["checkout", "-q", "-b", "stable", "origin/stable"]);
  commit(places.worktree, { "b.txt": "b\n" }, "One\n\ndiff --git a/x b/x\n");
  run(places.worktree, ["checkout", "-q", `embargo/${record.id}`]);
  const sent = await sendBundle(people, [], undefined, { branches: [parseBranch("stable")] });
  const message = new Uint8Array(readFileSync(sent.files[0]!.path));
  const signers = [maintainer.own.certificate];
  const keys = { ownKey: reporter.key, signers };
  const unknown = () => Promise.resolve(undefined);
  const honest = await openBundle(message, keys, unknown);
  const payload = await readPayload(places, (await readRecord(people)).bundles.at(-1)!);
  const archive = writeTar([...honest.files].map(([path, content]) => ({ path, content })));
  const file = (end: string) => [...honest.files].find(([path]) => path.endsWith(end))!;
  const patch = file(".patch");
  const gitBundle = file(".bundle");
  const [main, stable] = payload.manifest.branches;
  const trees = payload.manifest.branches.map(({ result_tree }) => result_tree).join();
  const author = { certificate: maintainer.own.certificate, unlocked: maintainer.key } as TestPerson;
  const reader = { certificate: reporter.own.certificate, unlocked: reporter.key } as TestPerson;
  const inner = Buffer.concat((await signedPackets(archive, [author])).map(({ raw }) => raw));
  const answer = writeAnswer(honest.replyHeader, "confirmed", "Fine.", [
    { branch: "main", path: "a", side: "base", line: 1, line_sha256: honest.manifestSha256, text: "x" },
  ]);
  const sealedAnswer = await seal(answer, { to: maintainer.own.certificate, signWith: reporter.key });
  const words = await sealWithPassphrase(archive, { passphrase: "seven words", signWith: maintainer.key });

  /** What nobody but the maintainer may change: the same contents and signer come out, or nothing. */
  const opens = (bytes: Uint8Array, by: object) =>
    openBundle(bytes, { ...keys, ...by }, unknown).then((opened) => {
      const same = opened.manifestSha256 === honest.manifestSha256 && opened.signer === maintainer.own.fingerprint;
      const files = [...opened.files].every(([path, content]) => equal(content, honest.files.get(path)!));
      return same && files ? undefined : "another content was accepted";
    });
  /** What a hostile maintainer signs: whatever is accepted has exactly the trees it says. */
  let count = 0;
  const reviews = async (path: string, bytes: Uint8Array) => {
    const id = `F-${(count += 1)}` as CaseId; // another bundle each time, or the second would be a conflict with the first
    const forged = await forgeBundle(people, { files: (files) => files.set(path, bytes), manifest: () => ({ id }) });
    const { branches } = await reviewBundle({ dir: places.evidence }, forged, {
      ownKey: reporter.key,
      directory: clone,
      from: Buffer.from(maintainer.own.certificate),
    });
    return branches.map(({ tree }) => tree).join() === trees ? undefined : "another tree was accepted";
  };
  const targets: Target[] = [
    { name: "message", sample: message, weight: 12, read: (bytes) => opens(bytes, {}) },
    {
      name: "packets inside",
      sample: inner,
      weight: 12,
      read: async (bytes) => opens(await encryptRaw(bytes, reader), {}),
    },
    { name: "words", sample: words.message, weight: 1, read: (bytes) => opens(bytes, { passphrase: "seven words" }) },
    {
      name: "answer message",
      sample: sealedAnswer,
      weight: 12,
      read: async (bytes) => {
        const opened = await unseal(bytes, {
          kind: "answer",
          ownKeys: [maintainer.key],
          signers: [reader.certificate],
        });
        return equal(opened.payload, answer) ? undefined : "another answer was accepted";
      },
    },
    {
      name: "archive",
      sample: archive,
      weight: 40,
      read: inTime((bytes) => (equal(writeTar(readTar(bytes)), bytes) ? undefined : "an archive in another spelling")),
    },
    {
      name: "manifest",
      sample: honest.files.get("manifest.json")!,
      weight: 60,
      read: inTime((bytes) => (equal(writeManifest(readManifest(bytes)), bytes) ? undefined : "another spelling")),
    },
    { name: "answer", sample: answer, weight: 60, read: inTime((bytes) => void readReply(bytes)) },
    { name: "patch", sample: patch[1], weight: 60, read: async (bytes) => void (await checkPatches([bytes])) },
    {
      name: "git bundle",
      sample: gitBundle[1],
      weight: 60,
      read: inTime((bytes) => void checkBundlePack(readGitBundle(bytes, stable!))),
    },
    { name: "patch, applied", sample: patch[1], weight: 0.4, read: (bytes) => reviews(patch[0], bytes) },
    { name: "git bundle, unpacked", sample: gitBundle[1], weight: 0.4, read: (bytes) => reviews(gitBundle[0], bytes) },
  ];
  if (!main) throw new Error("The bundle has no branch.");
  return { targets, cleanup: people.cleanup };
}
