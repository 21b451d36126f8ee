import { join } from "node:path";
import { readGitBundle } from "../../model/bundle/gitBundle";
import { MANIFEST_PATH } from "../../model/bundle/layout";
import { listFiles } from "../../model/bundle/manifest";
import { readEntries, readTar, type BundleFile } from "../../model/bundle/tar";
import { caseBranch, type CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { CASE_PATH, FIX_PATH } from "../../model/handover/layout";
import { readHandoverManifest, type HandoverManifest } from "../../model/handover/manifest";
import { groupFingerprint, toInstant } from "../../model/ids";
import type { Plan, RunOptions } from "../../model/plan";
import { formatCase, parseCase } from "../../tools/cases/caseFile";
import { keepPayload } from "../../tools/cases/keptBundles";
import { appendLog, hasWholeChain } from "../../tools/cases/log";
import { listCases } from "../../tools/cases/store";
import { exists, removeTree, writeFileAtomic } from "../../tools/files";
import { checkBundlePack } from "../../tools/git/gitBundles";
import { makePrivateRepository } from "../../tools/git/privateRepository";
import { readPublicClone } from "../../tools/git/publicClone";
import { isAncestor, resolveCommit, treeOf } from "../../tools/git/repository";
import { git } from "../../tools/git/run";
import { casePlaces, type CasePlaces, type Home } from "../../tools/home";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { importContact, listContacts, type Contact } from "../../tools/pgp/keyStore";
import { unseal } from "../../tools/pgp/unseal";

/** A hand-over whose every check passed, before anything of it is written. */
export interface TakePlan extends Plan {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly manifest: HandoverManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly from: Contact;
}

/**
 * Opens a hand-over and holds it to the clone around `directory`.
 *
 * @throws EmbargoError those of `unseal`; `archive`, `manifest` (also for a bundle), `not-for-me` when it was passed on, `files`,
 *   `other-case` for another project's, `case-exists`, `case-newer`, `base-unknown` when the clone lacks the base, `not-a-repository`
 */
export async function planTake(
  home: Home,
  message: Uint8Array,
  where: { readonly directory: string; readonly ownKey: UnlockedKey },
): Promise<TakePlan> {
  const contacts = await listContacts(home);
  const signers = contacts.map(({ certificate }) => certificate);
  const { payload, signer } = await unseal(message, { kind: "bundle", ownKeys: [where.ownKey], signers });
  const archive = readTar(payload);
  const files = new Map(archive.map(({ path, content }) => [path, content]));
  const manifest = readHandoverManifest(need(files, MANIFEST_PATH));
  if (manifest.from_key !== signer || manifest.for_key !== where.ownKey.fingerprint) throw passedOn();
  await checkFiles(manifest, archive);
  const from = contacts.find(({ fingerprint }) => fingerprint === signer);
  if (!from) throw passedOn();
  const handed = parseCase(textOf(need(files, CASE_PATH)), manifest.id);
  checkRecord(handed, manifest);
  const clone = await readPublicClone(where.directory, manifest.base_commit).catch(explainMissingBase);
  if (!clone.project.rootCommits.some((root) => manifest.root_commits.includes(root))) throw otherProject();
  const record: CaseRecord = {
    ...handed,
    project: { ...clone.project, name: handed.project.name, rootCommits: handed.project.rootCommits },
    // What is left is what this machine makes for itself: worktree, window, guard.
    opened: ["record", "repository", "advisory", "acknowledgement"],
    handedOver: { at: toInstant(new Date()), by: signer },
  };
  await refuseExisting(home, manifest);
  const fix = files.get(FIX_PATH);
  if (fix) checkBundlePack(readFix(manifest, fix));
  else if (manifest.tip_commit !== manifest.base_commit) throw incomplete("its fix is missing");
  return {
    title: `Take ${manifest.id} over from ${from.name ?? from.mail ?? signer}`,
    steps: [
      { id: "repository", sentence: "make a private place from your clone, and put the fix there", reversible: true },
      { id: "case", sentence: "put advisory, report, log, versions and answers beside it", reversible: true },
      { id: "contacts", sentence: "pin the keys that came along, not compared", reversible: true },
    ],
    notes: notesOf(manifest, files, from, handed),
    record,
    places: casePlaces(home, record.project.rootCommits, record.id),
    manifest,
    files,
    from,
  };
}

/**
 * Makes the case here. The record is written last: until then there is no case, and the next call begins again.
 *
 * @throws EmbargoError `patch-fails` when the fix is not what the manifest says, `disk-full`, `home-unwritable`, `git-failed`
 */
export async function runTake(home: Home, plan: TakePlan, options: RunOptions = {}): Promise<void> {
  const { record, places, manifest, files, from } = plan;
  plan.steps.forEach((step) => options.onStep?.(step));
  if (!(await exists(places.record))) await removeTree(places.dir);
  try {
    await makePrivateRepository(places.repository, record);
    await putFix(places, manifest, files.get(FIX_PATH));
    await putFiles(places, files);
    for (const [path, content] of files) {
      if (!path.startsWith("contacts/")) continue;
      await importContact(home, content, { source: `handed over by ${from.name ?? from.fingerprint}` });
    }
    await writeFileAtomic(places.record, formatCase(record));
  } catch (error) {
    await removeTree(places.dir);
    throw error;
  }
  await appendLog(home, places, { stage: "handover", event: "taken" });
}

async function putFix(places: CasePlaces, manifest: HandoverManifest, fix: Uint8Array | undefined): Promise<void> {
  const { repository: gitDir } = places;
  if (fix) {
    const stdin = readFix(manifest, fix).pack;
    await git(["index-pack", "--stdin", "--fix-thin", "--strict"], { gitDir, stdin }).catch((error: unknown) => {
      throw incomplete("git does not accept its pack", error);
    });
  }
  const tip = manifest.tip_commit;
  const complete = await git(["rev-list", "--objects", "--quiet", tip, `^${manifest.base_commit}`, "--"], {
    gitDir,
    expect: [1, 128],
  });
  const tree = (await resolveCommit(gitDir, tip)) ? await treeOf(gitDir, tip) : undefined;
  if (complete.exitCode !== 0 || tree !== manifest.tip_tree) throw incomplete("its commits are not what it names");
  await git(["update-ref", `refs/heads/${caseBranch(manifest.id)}`, tip, ""], { gitDir });
}

async function putFiles(places: CasePlaces, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const targets: Readonly<Record<string, string>> = {
    "advisory.md": places.advisory,
    "notes.md": join(places.dir, "notes.md"),
    "report.eml": places.report,
  };
  for (const [path, content] of files) {
    const [folder = "", name = ""] = path.split("/");
    const target = targets[path];
    if (target !== undefined) await writeFileAtomic(target, content);
    else if (folder === "log") await writeFileAtomic(join(places.log, name), content);
    else if (folder === "answers") await writeFileAtomic(join(places.answers, name), content);
    else if (folder === "sent") await keepPayload(places, Number(/^v(\d+)/.exec(name)?.[1]), safeEntries(content));
  }
}

/** The names inside what was sent are written to the disk, so they go through the rules of a bundle's own. */
function safeEntries(content: Uint8Array): BundleFile[] {
  const files = readEntries(content);
  const known =
    /^(?:README\.txt|manifest\.json|advisory\.md|notes\.md|patches\/\d\d-[A-Za-z0-9._-]*\/\d{4}-[A-Za-z0-9._-]*\.patch|bundles\/\d\d-[A-Za-z0-9._-]*\.bundle)$/;
  if (files.every(({ path }) => known.test(path) && !path.includes(".."))) return files;
  throw incomplete("what was sent holds a file that does not belong there");
}

async function checkFiles(manifest: HandoverManifest, archive: readonly BundleFile[]): Promise<void> {
  if (JSON.stringify(await listFiles(archive)) === JSON.stringify(manifest.files)) return;
  throw new EmbargoError(
    "files",
    "The files of the hand-over are not those its manifest lists.",
    "Nothing of it was used. Ask the sender to make it again.",
  );
}

/** The signature covers both, but a record that says something else than its manifest is nobody's case. */
function checkRecord({ base, project, bundles }: CaseRecord, manifest: HandoverManifest): void {
  const same =
    base.commit === manifest.base_commit &&
    project.objectFormat === manifest.object_format &&
    [...project.rootCommits].sort().join() === manifest.root_commits.join();
  const numbered = bundles.every(({ version }, index) => version === index + 1);
  if (!same || !numbered) throw incomplete("its record is not the one of its manifest");
}

/** A case that is here is never overwritten; which of the two is further, a person must know to choose. */
async function refuseExisting(home: Home, manifest: HandoverManifest): Promise<void> {
  const here = (await listCases(home)).find(({ id }) => id === manifest.id);
  if (!here || !(await exists(here.places.record))) return;
  throw new EmbargoError(
    "case-exists",
    `The case ${manifest.id} is on this machine already. ${await compared(here.places, manifest)}`,
    `Yours was not touched. To take this one, first move ${here.places.dir} away.`,
  );
}

async function compared(
  { repository: gitDir }: CasePlaces,
  { id, tip_commit: tip }: HandoverManifest,
): Promise<string> {
  const here = await resolveCommit(gitDir, `refs/heads/${caseBranch(id)}`).catch(() => undefined);
  const known = await resolveCommit(gitDir, tip).catch(() => undefined);
  if (here === tip) return "Its fix is the one in the file.";
  const isOlder = here && known && (await isAncestor({ gitDir }, tip, here));
  return isOlder ? "The file holds an older state of the fix." : "The file holds commits that yours does not.";
}

function notesOf(
  manifest: HandoverManifest,
  files: ReadonlyMap<string, Uint8Array>,
  { fingerprint, comparedAt }: Contact,
  { bundles, answers }: CaseRecord,
): string[] {
  const count = (folder: string) => [...files.keys()].filter((path) => path.startsWith(folder)).length;
  const broken = [...files].filter(([path, content]) => path.startsWith("log/") && !hasWholeChain(textOf(content)));
  return [
    `From   ${groupFingerprint(fingerprint)} · ${comparedAt ? "compared" : "not compared"}, made ${manifest.created}`,
    `Holds  ${bundles.length} sent versions, ${answers.length} answers, ${count("contacts/")} keys of other people`,
    ...(broken.length > 0 ? ["! A log in it has a gap: a line was taken out or changed, or a crash cut one."] : []),
    "Answers to what was sent before go to the other maintainer's key. Send your own version to have answers come to you.",
  ];
}

function readFix({ id, base_commit }: HandoverManifest, fix: Uint8Array) {
  return readGitBundle(fix, { name: caseBranch(id), base_commit });
}

function need(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const content = files.get(path);
  if (!content) throw incomplete(`${path} is missing`);
  return content;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function explainMissingBase(error: unknown): never {
  if (!(error instanceof EmbargoError) || error.code !== "base-unknown") throw error;
  throw new EmbargoError(
    "base-unknown",
    "Your clone does not have the commit that the fix starts from, or it is a clone of another project.",
    "In a clone of the project: git fetch --all, then take the case over again.",
    error,
  );
}

function otherProject(): EmbargoError {
  return new EmbargoError(
    "other-case",
    "The hand-over belongs to another project than this clone.",
    "Go to a clone of that project and take the case over there.",
  );
}

function passedOn(): EmbargoError {
  return new EmbargoError(
    "not-for-me",
    "The hand-over was passed on: it was made for another key than yours, or by another than signed it.",
    "Ask whoever has the case to hand it over to your key; nothing of it was used.",
  );
}

function incomplete(reason: string, cause?: unknown): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    `The hand-over is refused: ${reason}.`,
    "Nothing of it was kept. Ask the sender to make it again with Embargo.",
    cause,
  );
}
