import { isOpened, OPEN_STEPS, type CaseBase, type CaseRecord, type OpenStep } from "../../model/case";
import { groupFingerprint } from "../../model/ids";
import type { Plan, Step } from "../../model/plan";
import type { Submodule } from "../../tools/git/submodules";
import type { CasePlaces } from "../../tools/home";
import type { Acknowledgement } from "../../tools/mail/acknowledgement";
import type { Certificate } from "../../tools/pgp/certificates";
import type { OpenFacts } from "./facts";
import { overrulesQuietWindow, quietWorkspace } from "./quietWindow";

/** A step of an opening. */
export interface OpenPlanStep extends Step {
  readonly id: OpenStep | "setup";
}

/** Everything `runOpen` does, decided. */
export interface OpenPlan extends Plan {
  readonly steps: readonly OpenPlanStep[];
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly report?: Uint8Array;
  /** A certificate to pin as the reporter's. */
  readonly reporterKey?: Certificate;
  /** The text of the `.code-workspace` file. */
  readonly workspace: string;
  readonly acknowledgement: Acknowledgement;
  /** The project's set-up command: the last step, when there is one. */
  readonly setup?: string;
}

/** The plan of an opening: all its steps for a new case, those that are left for an interrupted one. */
export function planOpen(facts: OpenFacts): OpenPlan {
  const { record, places, report, reporterKey, quiet, editorSettings, setup } = facts;
  const overruled = overrulesQuietWindow(editorSettings, quiet);
  return {
    title: titleOf(facts),
    steps: [...remainingSteps(record).map((id) => describe(id, facts)), ...setupStep(setup)],
    notes: notesOf(facts, overruled),
    record,
    places,
    ...(report ? { report } : {}),
    ...(reporterKey ? { reporterKey } : {}),
    workspace: quietWorkspace(record.id, quiet, overruled),
    acknowledgement: acknowledgementOf(facts),
    ...(setup === undefined ? {} : { setup }),
  };
}

function titleOf({ record, isNew }: OpenFacts): string {
  if (isNew) return `Open the case ${record.id}`;
  return isOpened(record) ? `Put the private worktree of ${record.id} back` : `Go on opening the case ${record.id}`;
}

/** Of a case that is complete but for its worktree, the worktree. */
function remainingSteps(record: CaseRecord): readonly OpenStep[] {
  return isOpened(record) ? ["worktree"] : OPEN_STEPS.filter((step) => !record.opened.includes(step));
}

function describe(id: OpenStep, { record, places }: OpenFacts): OpenPlanStep {
  const { base, project } = record;
  const [sentence, detail]: readonly [string, string] = {
    record: ["make a private place for this case", places.dir],
    repository: ["put a private copy of the history there; nothing can be pushed from it", places.repository],
    worktree: [`put a worktree of ${baseText(base)} there`, `git worktree add ${places.worktree} ${base.commit}`],
    workspace: ["write the settings of its quiet window", places.workspace],
    advisory: ["begin the advisory", places.advisory],
    acknowledgement: ["draft an acknowledgement to the reporter", places.acknowledgement],
    guard: ["check every push from this repository for its commits", project.publicGitDir],
  }[id] as [string, string];
  return { id, sentence, detail, reversible: true };
}

/** The command is shown as it is: it is the project's code that runs then, and what it does is not ours to take back. */
function setupStep(setup: string | undefined): OpenPlanStep[] {
  if (setup === undefined) return [];
  const sentence = `run the project's set-up command in the worktree: ${setup}`;
  return [{ id: "setup", sentence, detail: setup, reversible: false }];
}

function notesOf({ record, reporterKey, own, submodules, setupProblem }: OpenFacts, overruled: boolean): string[] {
  const { base } = record;
  const notes: (string | false)[] = [
    !base.isPublic && `The base ${baseText(base)} is on no public branch: a reader of the fix may not have it.`,
    ...submoduleNotes(submodules),
    setupProblem !== undefined && `No set-up command is run. ${setupProblem}`,
    overruled &&
      "The project's own editor settings would overrule the quiet window. The window shows the folder around the worktree instead.",
    reporterKey !== undefined &&
      `The reporter's key ${groupFingerprint(reporterKey.fingerprint)} will be pinned; nobody has compared it yet.`,
    own === undefined && "You have no key of your own yet; the acknowledgement says that it follows.",
    "Nothing is sent. Nothing changes in your branches.",
  ];
  return notes.filter((note) => note !== false);
}

function submoduleNotes(submodules: readonly Submodule[]): string[] {
  const paths = (there: boolean) =>
    submodules.flatMap(({ path, gitDir }) => ((gitDir !== undefined) === there ? [path] : [])).join(", ");
  const [along, out] = [paths(true), paths(false)];
  return [
    ...(along ? [`Submodules come along, and nothing can be pushed from them either: ${along}.`] : []),
    ...(out
      ? [
          `Submodules stay out that are not checked out in the public clone: ${out}. ` +
            "For one that the fix needs: git submodule update --init there, then embargo fetch.",
        ]
      : []),
  ];
}

function baseText({ branch, commit }: CaseBase): string {
  return `${branch} (${commit.slice(0, 7)})`;
}

function acknowledgementOf({ record, own, maintainer, reportMessageId }: OpenFacts): Acknowledgement {
  const { id, project, reporter, reportedAt, createdAt } = record;
  return {
    id,
    projectName: project.name,
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(reporter ? { reporter: { ...reporter, hasKey: reporter.fingerprint !== undefined } } : {}),
    receivedAt: reportedAt ?? createdAt,
    writtenAt: createdAt,
    ...(reportMessageId === undefined ? {} : { inReplyTo: reportMessageId }),
    ...(own ? { own } : {}),
  };
}
