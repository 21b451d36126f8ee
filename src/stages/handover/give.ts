import { join } from "node:path";
import { listFiles, sha256Hex } from "../../model/bundle/manifest";
import { writeEntries, writeTar, type BundleFile } from "../../model/bundle/tar";
import { requireOpened, type CaseRecord } from "../../model/case";
import { CASE_PATH, FIX_PATH } from "../../model/handover/layout";
import { writeHandoverManifest } from "../../model/handover/manifest";
import { groupFingerprint, toInstant, type Sha256 } from "../../model/ids";
import type { Plan, RunOptions } from "../../model/plan";
import { readPayload } from "../../tools/cases/keptBundles";
import { appendLog } from "../../tools/cases/log";
import { findCase } from "../../tools/cases/store";
import { formatCase } from "../../tools/cases/caseFile";
import { namesIn, readIfThere, writeFileAtomic } from "../../tools/files";
import { makeGitBundle } from "../../tools/git/gitBundles";
import { openQuarantine } from "../../tools/git/quarantine";
import { branchTip, requireWorktree } from "../../tools/git/worktrees";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import { usableForEncryption } from "../../tools/pgp/certificates";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { findContact, listContacts, requireOwnKey, type Contact } from "../../tools/pgp/keyStore";
import { seal } from "../../tools/pgp/seal";

/** Whose keys go along: those of the people of the case, everybody's, or nobody's. */
export type HandedContacts = "case" | "all" | "none";

/** What the person asked for. */
export interface GiveWishes {
  /** Mail address or full fingerprint of the co-maintainer's pinned key. */
  readonly to: string;
  readonly contacts?: HandedContacts;
}

/** The whole case for one co-maintainer, before it is sealed. */
export interface GivePlan extends Plan {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly to: Contact;
  readonly contacts: readonly Contact[];
  readonly fileName: string;
}

/**
 * What a hand-over of the case holds and who gets it.
 *
 * @throws EmbargoError `case-missing`, `case-unfinished`, `worktree-missing`, `own-key-missing`, `key-missing`, `key-ambiguous`,
 *   `key-unusable`
 */
export async function planGive(home: Home, caseId: string, wishes: GiveWishes): Promise<GivePlan> {
  const { record, places } = await findCase(home, caseId);
  requireOpened(record);
  await requireWorktree(places, record.id);
  await requireOwnKey(home);
  const to = await findContact(home, wishes.to);
  await usableForEncryption({ armored: to.certificate }, new Date());
  const known = await listContacts(home);
  const contacts = chosen(wishes.contacts ?? "case", record, known).filter((contact) => contact !== to);
  const dirty = await hasUncommittedChanges(places.worktree);
  const fileName = `${record.id}-handover-${to.fingerprint.slice(0, 8)}.tar.gpg`;
  const who = to.name ?? to.mail ?? to.fingerprint;
  return {
    title: `Hand ${record.id} over to ${who}`,
    steps: [
      {
        id: "pack",
        sentence: "pack the whole case: fix, advisory, report, log, what was sent and answered",
        reversible: true,
      },
      { id: "seal", sentence: `sign it and encrypt it for ${who}`, detail: fileName, reversible: true },
    ],
    notes: [
      `To     ${who}   key ${groupFingerprint(to.fingerprint)} · ${to.comparedAt ? "compared" : "not compared"}`,
      `Keys   of ${contacts.length} ${contacts.length === 1 ? "person goes" : "people go"} along; whether you compared them does not`,
      ...(dirty ? ["The private worktree has changes that are not committed: they are not in it."] : []),
      "Both of you have the case then: agree on who sends the next version. You send the file; Embargo does not.",
    ],
    record,
    places,
    to,
    contacts,
    fileName,
  };
}

/**
 * Packs, signs and encrypts the case.
 *
 * @param options.out the folder it is written to
 * @throws EmbargoError `case-damaged`, `too-large`, `key-unusable`, `disk-full`, `home-unwritable`
 */
export async function runGive(
  home: Home,
  plan: GivePlan,
  options: RunOptions & { readonly ownKey: UnlockedKey; readonly out: string },
): Promise<{ readonly path: string; readonly sha256: Sha256 }> {
  plan.steps.forEach((step) => options.onStep?.(step));
  const { record, places, to } = plan;
  // Before it is packed, so that the one who takes it over sees it.
  await appendLog(home, places, { stage: "handover", event: "given" });
  const files = await filesOf(home, plan);
  const { commit, tree } = await branchTip(record, places);
  const manifest = writeHandoverManifest({
    format: "embargo-handover/1",
    id: record.id,
    created: toInstant(new Date()),
    project: record.project.name,
    root_commits: [...record.project.rootCommits].sort(),
    object_format: record.project.objectFormat,
    from_key: options.ownKey.fingerprint,
    for_key: to.fingerprint,
    base_commit: record.base.commit,
    tip_commit: commit,
    tip_tree: tree,
    files: await listFiles(files),
  });
  const archive = writeTar([...files, { path: "manifest.json", content: manifest }]);
  const sealed = await seal(archive, { to: to.certificate, signWith: options.ownKey });
  const path = join(options.out, plan.fileName);
  await writeFileAtomic(path, sealed);
  return { path, sha256: await sha256Hex(sealed) };
}

async function filesOf(home: Home, { record, places, contacts }: GivePlan): Promise<BundleFile[]> {
  const files: BundleFile[] = [
    { path: "README.txt", content: bytes(readme(record)) },
    { path: CASE_PATH, content: bytes(formatCase(withoutPlaces(record))) },
  ];
  const add = (path: string, content: Uint8Array | undefined) => {
    if (content) files.push({ path, content: new Uint8Array(content) });
  };
  add(FIX_PATH, await fixBundle(home, record, places));
  add("advisory.md", await readIfThere(places.advisory));
  add("notes.md", await readIfThere(join(places.dir, "notes.md")));
  add("report.eml", await readIfThere(places.report));
  for (const name of await namesIn(places.log)) add(`log/${name}`, await readIfThere(join(places.log, name)));
  for (const { fingerprint, certificate } of contacts) add(`contacts/${fingerprint}.asc`, bytes(certificate));
  for (const bundle of record.bundles) {
    add(`sent/v${bundle.version}.tar`, writeEntries((await readPayload(places, bundle)).files));
  }
  for (const name of await namesIn(places.answers)) {
    add(`answers/${name}`, await readIfThere(join(places.answers, name)));
  }
  return files;
}

/** The fix from its base on; absent before the first commit. */
async function fixBundle(home: Home, record: CaseRecord, places: CasePlaces): Promise<Uint8Array | undefined> {
  const { commit: tip } = await branchTip(record, places);
  if (tip === record.base.commit) return undefined;
  const quarantine = await openQuarantine(home, record.project.objectFormat, join(places.repository, "objects"));
  try {
    return await makeGitBundle(quarantine, { name: `embargo/${record.id}`, base: record.base.commit, tip });
  } finally {
    await quarantine.close();
  }
}

/** Paths of this machine mean nothing on another. */
function withoutPlaces(record: CaseRecord): CaseRecord {
  const { publicWorktree: _worktree, publicRemote: _remote, ...project } = record.project;
  return { ...record, project: { ...project, publicGitDir: "" }, opened: [] };
}

function chosen(
  which: HandedContacts,
  { reporter, bundles }: CaseRecord,
  known: readonly Contact[],
): readonly Contact[] {
  if (which === "all") return known;
  if (which === "none") return [];
  const recipients = bundles.flatMap((bundle) => bundle.recipients.map(({ fingerprint }) => fingerprint as string));
  const people = new Set([...recipients, reporter?.fingerprint ?? ""]);
  return known.filter(({ fingerprint }) => people.has(fingerprint));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function readme({ id, project }: CaseRecord): string {
  return `Embargo hand-over of the case ${id}

The whole case: the fix (fix.bundle, a git bundle), the advisory, the report, the log, what was sent and what came back.
Show it to nobody who does not work on it.

With Embargo, in a clone of ${project.name}: embargo takeover FILE
Without: git fetch fix.bundle, in a clone that you never push from.
`;
}
