import { join } from "node:path";
import { sha256Hex } from "../../model/bundle/manifest";
import type { BundleRecipient, BundleRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { toInstant, type Sha256 } from "../../model/ids";
import type { RunOptions } from "../../model/plan";
import { keepPayload, readPayload, type Payload } from "../../tools/cases/keptBundles";
import { appendLog } from "../../tools/cases/log";
import { findCase, updateCase } from "../../tools/cases/store";
import { readIfThere, writeFileAtomic } from "../../tools/files";
import type { CasePlaces, Home } from "../../tools/home";
import { writeBundleDraft } from "../../tools/mail/bundleDraft";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { newPassphrase } from "../../tools/pgp/newPassphrase";
import type { Opener } from "../../tools/pgp/opener";
import { sealFor as seal, sealWithPassphrase, type Sealed } from "../../tools/pgp/seal";
import { NAMELESS, type Reader } from "./readers";
import { archiveFor, bundleName, listManifest } from "./payload";
import type { BundlePlan, NewVersion } from "./plan";

/** What was made. */
export interface BundleResult {
  readonly files: readonly {
    readonly recipient: Reader["fingerprint"];
    readonly path: string;
    readonly sha256: Sha256;
    /** The mail that waits to be sent. */
    readonly draft: string;
  }[];
  readonly manifestSha256: Sha256;
  readonly version: number;
  /** The seven words for the reader without a key. They are nowhere else: show them once. */
  readonly passphrase?: string;
}

/**
 * Opens a file that was just made as its reader will, with every check of the format; throws when one fails. Handed in,
 * because stages do not know each other.
 *
 * @param isWhole false: the branches were checked in another file of the same version
 */
export type ProveBundle = (
  message: Uint8Array,
  made: {
    readonly opener: Opener;
    readonly forKey: Reader["fingerprint"];
    readonly signer: string;
    readonly objects: string;
  },
  isWhole: boolean,
) => Promise<void>;

export interface BundleOptions extends RunOptions {
  readonly ownKey: UnlockedKey;
  readonly prove: ProveBundle;
  /** Where the files to send are written; without it they stay in the case's own folder. */
  readonly out?: string;
}

/** One run: what its steps share. */
interface Run {
  readonly home: Home;
  readonly places: CasePlaces;
  readonly plan: BundlePlan;
  readonly options: BundleOptions;
  /** Whether a file of this run was opened with all its branches; the others hold the same. */
  branchesProven: boolean;
}

/**
 * Makes what the plan says. Each step leaves the case whole: killed between any two, a new plan goes on from there; a version
 * once recorded is never made again, and a reader once served gets the same file. Every file is opened again before it is
 * written.
 *
 * @throws EmbargoError `busy` when the case changed since the plan, `key-unusable`, `case-damaged`, `disk-full`, `cancelled`
 */
export async function runBundle(home: Home, plan: BundlePlan, options: BundleOptions): Promise<BundleResult> {
  const { places } = await findCase(home, plan.caseId);
  const run: Run = { home, places, plan, options, branchesProven: false };
  if (plan.newVersion) {
    begin(run, "pack");
    await pack(run, plan.newVersion);
  }
  const bundle = await requireBundle(run);
  const payload = await readPayload(places, bundle);
  let passphrase: string | undefined;
  for (const reader of plan.readers) {
    begin(run, `seal-${reader.fingerprint}`);
    passphrase = (await serve(run, bundle, payload, reader)) ?? passphrase;
  }
  begin(run, "copy");
  const copy = placeOf(run, plan.own);
  if (!(await readIfThere(copy))) await writeFileAtomic(copy, (await sealFor(run, bundle, payload, plan.own)).message);
  begin(run, "hand-out");
  const made = { files: await handOut(run), manifestSha256: bundle.manifestSha256, version: plan.version };
  return passphrase === undefined ? made : { ...made, passphrase };
}

/** The payload first, then the record that makes it a version: a crash between the two leaves a folder that nobody got. */
async function pack({ home, places, plan }: Run, { manifest: draft, listed, branches }: NewVersion): Promise<void> {
  const { version, caseId } = plan;
  const createdAt = toInstant(new Date());
  const manifest = await listManifest(draft, listed, createdAt);
  const manifestSha256 = await sha256Hex(manifest.content);
  await keepPayload(places, version, [...listed, manifest]);
  const bundle = { version, manifestSha256, supersedes: draft.supersedes, createdAt, branches, recipients: [] };
  await updateCase(home, caseId, (record) => {
    if ((record.bundles.at(-1)?.version ?? 0) !== version - 1) throw changedMeanwhile(plan);
    return { ...record, bundles: [...record.bundles, bundle] };
  });
  await appendLog(home, places, { stage: "bundle", event: "packed", facts: { version } });
}

/**
 * Seals the reader's file and records it, unless the one that was recorded is still there. A file with words is always made
 * anew, because the words of an earlier one are gone.
 *
 * @returns the new words, for a reader without a key
 */
async function serve(run: Run, bundle: BundleRecord, payload: Payload, reader: Reader): Promise<string | undefined> {
  const { home, places, plan } = run;
  const { fingerprint, role, name, mail } = reader;
  const known = bundle.recipients.find((recipient) => recipient.fingerprint === fingerprint);
  const passphrase = fingerprint === "passphrase" ? await newPassphrase() : undefined;
  const before = await readIfThere(placeOf(run, reader));
  if (!passphrase && known && before && (await sha256Hex(before)) === known.sha256) return undefined;
  const { message } = await sealFor(run, bundle, payload, reader, passphrase);
  await writeFileAtomic(placeOf(run, reader), message);
  await recordRecipient(run, {
    fingerprint,
    role,
    name,
    ...(mail === undefined ? {} : { mail }),
    sha256: await sha256Hex(message),
    sentAt: toInstant(new Date()),
  });
  await appendLog(home, places, { stage: "bundle", event: "sealed", facts: { version: plan.version, role } });
  return passphrase;
}

async function recordRecipient({ home, plan }: Run, recipient: BundleRecipient): Promise<void> {
  await updateCase(home, plan.caseId, (record) => ({
    ...record,
    bundles: record.bundles.map((bundle) => {
      if (bundle.version !== plan.version) return bundle;
      const others = bundle.recipients.filter(({ fingerprint }) => fingerprint !== recipient.fingerprint);
      return { ...bundle, recipients: [...others, recipient] };
    }),
  }));
}

/** Writes what goes out: for each reader the file and a mail draft, and once our certificate. */
async function handOut(run: Run): Promise<BundleResult["files"]> {
  const { places, plan, options } = run;
  const folder = options.out ?? places.bundles;
  const certificate = { name: `${plan.own.fingerprint.slice(0, 8)}.asc`, content: plan.own.certificate };
  await writeFileAtomic(join(folder, certificate.name), certificate.content);
  const files: { recipient: Reader["fingerprint"]; path: string; sha256: Sha256; draft: string }[] = [];
  for (const { fingerprint, name, mail } of plan.readers) {
    const content = await readIfThere(placeOf(run, { fingerprint }));
    if (!content) throw changedMeanwhile(plan);
    const bundle = { name: bundleName(plan.caseId, plan.version, fingerprint), content };
    const path = join(folder, bundle.name);
    if (folder !== places.bundles) await writeFileAtomic(path, content);
    const to = { ...(name === NAMELESS ? {} : { name }), ...(mail === undefined ? {} : { mail }) };
    const byPassphrase = fingerprint === "passphrase";
    const mailDraft = { id: plan.caseId, version: plan.version, own: plan.own, to, bundle, certificate, byPassphrase };
    const draft = path.replace(/\.tar\.gpg$/, ".eml");
    await writeFileAtomic(draft, await writeBundleDraft(mailDraft));
    files.push({ recipient: fingerprint, path, sha256: await sha256Hex(content), draft });
  }
  return files;
}

/** One reader's file, opened again as they will; the first of a run with its branches. Nothing that fails is written. */
async function sealFor(
  run: Run,
  { manifestSha256 }: BundleRecord,
  { files, manifest }: Payload,
  to: Pick<Reader, "fingerprint" | "certificate">,
  passphrase?: string,
): Promise<Sealed> {
  const { options, plan, places } = run;
  const people = { from: options.ownKey.fingerprint, to: to.fingerprint };
  const archive = archiveFor(files, manifest, manifestSha256, people);
  const signWith = options.ownKey;
  const sealed =
    passphrase === undefined
      ? await seal(archive, { to: to.certificate ?? "", signWith })
      : await sealWithPassphrase(archive, { passphrase, signWith });
  const objects = join(places.repository, "objects");
  const made = { opener: sealed.opener, forKey: to.fingerprint, signer: plan.own.certificate, objects };
  await options.prove(sealed.message, made, !run.branchesProven);
  run.branchesProven = true;
  return sealed;
}

function placeOf({ places, plan }: Run, { fingerprint }: Pick<Reader, "fingerprint">): string {
  return join(places.bundles, bundleName(plan.caseId, plan.version, fingerprint));
}

async function requireBundle({ home, plan }: Run): Promise<BundleRecord> {
  const { record } = await findCase(home, plan.caseId);
  const newest = record.bundles.at(-1);
  if (newest?.version !== plan.version) throw changedMeanwhile(plan);
  return newest;
}

function begin({ plan, options }: Run, id: string): void {
  if (options.signal?.aborted) {
    throw new EmbargoError("cancelled", "Cancelled.", "Nothing was sent. Run the same command again to go on.");
  }
  const step = plan.steps.find((step) => step.id === id);
  if (step) options.onStep?.(step);
}

function changedMeanwhile({ caseId }: BundlePlan): EmbargoError {
  return new EmbargoError(
    "busy",
    `Another Embargo has changed case ${caseId} meanwhile.`,
    "Look at the plan again and run it once more.",
  );
}
