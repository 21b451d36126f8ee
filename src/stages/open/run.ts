import type { CaseRecord, OpenStep } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import type { RunOptions } from "../../model/plan";
import { appendLog } from "../../tools/cases/log";
import { createCase, updateCase } from "../../tools/cases/store";
import { exists, sweepUnfinishedWrites, writeFileAtomic } from "../../tools/files";
import { installGuardHooks } from "../../tools/git/guardHooks";
import { runSetupCommand } from "../../tools/git/setupCommand";
import { makePrivateRepository } from "../../tools/git/privateRepository";
import { projectDir, type Home } from "../../tools/home";
import { writeAcknowledgement } from "../../tools/mail/acknowledgement";
import { importContact } from "../../tools/pgp/keyStore";
import type { OpenPlan } from "./plan";
import { putWorktree } from "./putWorktree";

export interface OpenOptions extends RunOptions {
  /** The first text of `advisory.md`. */
  readonly draftAdvisory: (record: CaseRecord) => Promise<string>;
  /** Whether a person saw the plan and said yes: without, the project's set-up command is left out. */
  readonly agreedToSetup?: boolean;
}

/** Where an opened case lies: absolute paths. */
export interface OpenResult {
  readonly case: CaseId;
  readonly home: string;
  readonly worktree: string;
  readonly workspace: string;
  readonly advisory: string;
  readonly acknowledgement: string;
  /** What became of the project's set-up command; absent when it has none. */
  readonly setup?: { readonly state: "done" | "failed" | "not-run"; readonly lastLines?: string };
}

/**
 * Does the plan, step by step. Each step is whole or not at all and may be done again; after each the record says so,
 * so that an interrupted opening goes on where it stopped.
 *
 * @throws EmbargoError `cancelled`, `case-exists`, `disk-full`, `home-unwritable`, `repository-unsupported`,
 *   `worktree-missing`, `git-failed`, and what `draftAdvisory` throws
 */
export async function runOpen(home: Home, plan: OpenPlan, options: OpenOptions): Promise<OpenResult> {
  const { record, places } = plan;
  const work = workOf(home, plan, options);
  await sweepUnfinishedWrites(places.dir);
  for (const step of plan.steps) {
    if (options.signal?.aborted) throw cancelled(record.id);
    if (step.id === "setup") continue; // the case is open by then, whatever becomes of it
    options.onStep?.(step);
    await work[step.id]();
  }
  const setup = await runSetup(home, plan, options);
  const { worktree, workspace, advisory, acknowledgement } = places;
  return { case: record.id, home: places.dir, worktree, workspace, advisory, acknowledgement, ...(setup && { setup }) };
}

async function runSetup(home: Home, plan: OpenPlan, options: OpenOptions): Promise<OpenResult["setup"]> {
  const { setup, places } = plan;
  if (setup === undefined) return undefined;
  if (!options.agreedToSetup) return { state: "not-run" };
  const step = plan.steps.find(({ id }) => id === "setup");
  if (step) options.onStep?.(step);
  const { succeeded, lastLines } = await runSetupCommand(setup, places.worktree, options.signal);
  await appendLog(home, places, { stage: "open", event: "set-up", facts: { succeeded } });
  return succeeded ? { state: "done" } : { state: "failed", lastLines };
}

function workOf(home: Home, plan: OpenPlan, options: OpenOptions): Record<OpenStep, () => Promise<unknown>> {
  const { record, places } = plan;
  const { project } = record;
  const done = (step: OpenStep, work: () => Promise<unknown>) => async () => {
    await work();
    await updateCase(home, record.id, (known) => ({ ...known, opened: [...new Set([...known.opened, step])] }));
  };
  return {
    record: () => makeRecord(home, plan),
    repository: done("repository", async () => {
      if (!(await exists(places.repository))) await makePrivateRepository(places.repository, record);
    }),
    worktree: done("worktree", () => putWorktree(record, places)),
    workspace: done("workspace", () => writeFileAtomic(places.workspace, plan.workspace)),
    advisory: done("advisory", () => writeOnce(places.advisory, () => options.draftAdvisory(record))),
    acknowledgement: done("acknowledgement", () =>
      writeOnce(places.acknowledgement, () => writeAcknowledgement(plan.acknowledgement)),
    ),
    guard: done("guard", async () => {
      await installGuardHooks(projectDir(home, project.rootCommits), project.publicGitDir);
      await appendLog(home, places, { stage: "open", event: "opened" });
    }),
  };
}

/** The key first: a case never names a key that is not pinned. */
async function makeRecord(home: Home, { record, report, reporterKey }: OpenPlan): Promise<void> {
  if (reporterKey) {
    await importContact(home, new TextEncoder().encode(reporterKey.armored), {
      source: report ? "came with the report" : "given when the case was opened",
    });
  }
  await createCase(home, { ...record, opened: ["record"] }, report);
}

/** A person may have begun to edit it. */
async function writeOnce(path: string, text: () => Promise<string | Uint8Array>): Promise<void> {
  if (!(await exists(path))) await writeFileAtomic(path, await text());
}

function cancelled(id: CaseId): EmbargoError {
  return new EmbargoError(
    "cancelled",
    "Cancelled between two steps; what was done stays.",
    `Go on at any time with: embargo open --id ${id}`,
  );
}
