import { randomBytes } from "node:crypto";
import { isOpened, type CaseRecord, type Person } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { asCaseId, newCaseId, toInstant, type CaseId, type Fingerprint } from "../../model/ids";
import { listCases } from "../../tools/cases/store";
import { exists, readIfThere, readNamedFile } from "../../tools/files";
import { readProjectConfig } from "../../tools/git/projectConfig";
import { readPublicClone, type PublicClone } from "../../tools/git/publicClone";
import type { Submodule } from "../../tools/git/submodules";
import { isWorktreeThere } from "../../tools/git/worktrees";
import { casePlaces, type CasePlaces, type Home } from "../../tools/home";
import { readMessageId } from "../../tools/mail/readMail";
import { readCertificate, type Certificate } from "../../tools/pgp/certificates";
import { readOwnKey, type PassphraseSource } from "../../tools/pgp/keyStore";
import { loadQuietSettings, type QuietSettings } from "./quietWindow";
import { readReport, type Report } from "./report";

/** What a person asked for. */
export interface OpenWishes {
  /** Anywhere in the public clone. */
  readonly directory: string;
  /** Default: the report's subject. */
  readonly title?: string;
  /** A wished id; that of an unfinished case goes on with it. Default: a new random one. */
  readonly id?: string;
  /** A saved mail (`.eml`). */
  readonly reportFile?: string;
  /** Default: the sender of the report. */
  readonly reporter?: { readonly name: string; readonly mail: string };
  /** The reporter's certificate. Default: the one that came with the report, if exactly one did. */
  readonly reporterKeyFile?: string;
  /** Default: the upstream of the current branch, else HEAD. */
  readonly base?: string;
  /** Asked only for an encrypted report. */
  readonly passphrase?: PassphraseSource;
}

/** What the plan of an opening is made from. */
export interface OpenFacts {
  /** As it is, or, for a new case, as it will be written. */
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly isNew: boolean;
  readonly report?: Uint8Array;
  readonly reportMessageId?: string;
  /** A certificate to pin as the reporter's. */
  readonly reporterKey?: Certificate;
  readonly own?: { readonly fingerprint: Fingerprint; readonly certificate: string };
  readonly maintainer?: string;
  readonly submodules: readonly Submodule[];
  readonly editorSettings?: string;
  /** The project's set-up command for a new worktree; absent when it has none. */
  readonly setup?: string;
  /** What is wrong with the file that would name it. */
  readonly setupProblem?: string;
  readonly quiet: QuietSettings;
}

const LARGEST_KEY_FILE = 1 << 20;

/**
 * Looks at the clone, the report and the home; changes nothing.
 *
 * @throws EmbargoError `usage` without a title, `case-exists` for an id whose case is complete, `case-damaged`,
 *   `not-a-repository`, `no-commit`, `base-unknown`, `repository-unsupported`, `key-invalid`, and what `readReport` throws
 */
export async function readOpenFacts(home: Home, wishes: OpenWishes): Promise<OpenFacts> {
  const existing = wishes.id === undefined ? undefined : await findUnfinished(home, wishes.id);
  return existing ? await readUnfinished(home, existing) : await readNew(home, wishes);
}

async function findUnfinished(home: Home, id: string) {
  const entry = (await listCases(home)).find((candidate) => candidate.id === id);
  if (!entry) return undefined;
  if ("problem" in entry) throw entry.problem;
  if (isOpened(entry.record) && (await isWorktreeThere(entry.places))) {
    throw new EmbargoError("case-exists", `The case ${id} is open already.`, `See: embargo status ${id}`);
  }
  return entry;
}

async function readUnfinished(home: Home, { record, places }: { record: CaseRecord; places: CasePlaces }) {
  // Bringing a worktree back needs the private repository only: the public clone may be gone.
  const { publicWorktree, publicGitDir } = record.project;
  const clone = isOpened(record)
    ? undefined
    : await readPublicClone(publicWorktree ?? publicGitDir, record.base.commit);
  const report = await readIfThere(places.report);
  const setup = await readSetup((await exists(places.repository)) ? places.repository : publicGitDir, record);
  return { record, places, isNew: false, ...setup, ...(await readSurroundings(home, clone, report)) };
}

async function readNew(home: Home, wishes: OpenWishes): Promise<OpenFacts> {
  const clone = await readPublicClone(wishes.directory, wishes.base);
  refusePrivatePlace(home, clone);
  const report = wishes.reportFile ? await readReport(home, wishes.reportFile, wishes.passphrase) : undefined;
  const reporterKey = await readReporterKey(wishes, report);
  const reporter = reporterOf(wishes, report, reporterKey);
  const record: CaseRecord = {
    format: "embargo-case/1",
    id: wishes.id === undefined ? newCaseId(randomBytes(6)) : readId(wishes.id),
    title: titleOf(wishes, report),
    createdAt: toInstant(new Date()),
    project: clone.project,
    base: clone.base,
    ...(reporter ? { reporter } : {}),
    ...(report ? { reportedAt: report.receivedAt } : {}),
    opened: [],
    bundles: [],
    answers: [],
  };
  return {
    record,
    places: casePlaces(home, clone.project.rootCommits, record.id),
    isNew: true,
    ...(reporterKey ? { reporterKey } : {}),
    ...(await readSetup(clone.project.publicGitDir, record)),
    ...(await readSurroundings(home, clone, report?.original)),
  };
}

/** A mistake in that file is no reason to leave a fix without its private place. */
async function readSetup(gitDir: string, { base }: CaseRecord): Promise<Pick<OpenFacts, "setup" | "setupProblem">> {
  try {
    const { setup } = await readProjectConfig({ gitDir }, base.commit);
    return setup === undefined ? {} : { setup };
  } catch (error) {
    if (error instanceof EmbargoError && error.code === "config-invalid") return { setupProblem: error.message };
    throw error;
  }
}

async function readSurroundings(home: Home, clone: PublicClone | undefined, report: Uint8Array | undefined) {
  const [own, quiet, messageId] = await Promise.all([
    readOwnKey(home),
    loadQuietSettings(),
    report ? readMessageId(report) : undefined,
  ]);
  return {
    ...(report ? { report } : {}),
    ...(messageId ? { reportMessageId: messageId } : {}),
    ...(own ? { own: { fingerprint: own.fingerprint, certificate: own.certificate } } : {}),
    ...(clone?.maintainer ? { maintainer: clone.maintainer } : {}),
    submodules: clone?.submodules ?? [],
    ...(clone?.editorSettings ? { editorSettings: clone.editorSettings } : {}),
    quiet,
  };
}

async function readReporterKey(wishes: OpenWishes, report: Report | undefined): Promise<Certificate | undefined> {
  if (wishes.reporterKeyFile) return readCertificate(await readNamedFile(wishes.reporterKeyFile, LARGEST_KEY_FILE));
  return report?.keys.length === 1 ? report.keys[0] : undefined;
}

function reporterOf(wishes: OpenWishes, report: Report | undefined, key: Certificate | undefined): Person | undefined {
  const { name, mail } = wishes.reporter ?? report?.from ?? key ?? {};
  if (name === undefined && mail === undefined) return undefined;
  return {
    name: name || mail || "",
    ...(mail === undefined ? {} : { mail }),
    ...(key ? { fingerprint: key.fingerprint } : {}),
  };
}

function titleOf(wishes: OpenWishes, report: Report | undefined): string {
  const title = wishes.title?.trim() || report?.suggestedTitle;
  if (title) return title;
  if (report) throw new EmbargoError("usage", "The report has no subject that could be a title.", "Give one: --title");
  throw new EmbargoError(
    "usage",
    wishes.id === undefined
      ? "A case needs a title or a report."
      : `There is no unfinished case ${wishes.id} here, and a new one needs a title or a report.`,
    "Give one: --title, or --report with a saved mail. The cases of this machine: embargo list",
  );
}

function readId(text: string): CaseId {
  const id = asCaseId(text);
  if (id) return id;
  throw new EmbargoError("usage", "This cannot be the id of a case.", "Use letters, digits and -, at most 32 of them.");
}

function refusePrivatePlace(home: Home, { project }: PublicClone): void {
  if (!project.publicGitDir.startsWith(home.dir)) return;
  throw new EmbargoError(
    "repository-unsupported",
    "This is the private place of another case.",
    "Go to the public clone of the project and open the case there.",
  );
}
