import { escapeLine } from "../../model/escape";
import type { Plan, Step } from "../../model/plan";
import type { MoveFacts } from "./facts";
import type { WorkCommit } from "../../tools/git/branchWork";

/** Steps of a move itself; those of the opening come before them. */
export const MOVE_STEPS = ["carry", "know", "setBack"] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

/** Everything `runMove` does, decided. */
export interface MovePlan extends Plan {
  readonly facts: MoveFacts;
}

/** The plan of a move. */
export function planMove(facts: MoveFacts): MovePlan {
  const { work, sorted, target, carrying } = facts;
  const { id } = target.record;
  const moves = counted(sorted.moves.length);
  return {
    title: `Move ${moves} of ${work.branch} to ${target.opening ? "a new case," : "the case"} ${id}`,
    steps: [...(target.opening?.steps ?? []), ...carrySteps(facts), know(facts), setBack(facts)],
    notes: [
      list(
        "Moves:",
        sorted.moves.map(({ commit, why }) => `${line(commit)}: ${escapeLine(why)}`),
      ),
      ...(sorted.stays.length > 0 ? [list(`Stays on ${work.branch}:`, sorted.stays.map(line)), stayNote(facts)] : []),
      ...(carrying.way === "present" ? [`What they change is in ${id} already.`] : []),
      ...(carrying.way === "aside" ? [asideNote(facts)] : []),
      ...(sorted.moves.some(({ commit }) => commit.isSigned)
        ? ["The signatures of the moved commits go: their messages get the line that names the case."]
        : []),
      ...(work.alsoOn.length > 0
        ? [
            `They are also on ${work.alsoOn.map(escapeLine).join(", ")}, which stays as it is; a push of it will be refused.`,
          ]
        : []),
      ...(target.opening?.notes ?? []).filter((note) => !note.startsWith("Nothing is sent.")),
      `Nothing is sent. Nothing is lost: git keeps the old commits of ${work.branch} in its reflog for some weeks (to go back: git reset --keep ${work.tip.slice(0, 7)}), and the guard refuses a push of them.`,
    ],
    facts,
  };
}

function carrySteps({ sorted, target, carrying }: MoveFacts): Step[] {
  const { way, branch, present } = carrying;
  if (way === "present") return [];
  const count = counted(sorted.moves.length - present.length);
  const place = way === "append" ? "the private worktree" : `the private branch ${branch}`;
  const isOne = sorted.moves.length - present.length === 1;
  const what = isOne ? "with its author, dates and message" : "with their authors, dates and messages";
  const sentence = `carry ${count} over to ${place}, ${what}`;
  return [{ id: "carry", sentence, detail: `${branch} in ${target.places.repository}`, reversible: true }];
}

function know({ sorted, target }: MoveFacts): Step {
  const { id } = target.record;
  const belong = sorted.moves.length === 1 ? "it belongs" : "they belong";
  return { id: "know", sentence: `teach the guard that ${belong} to ${id}`, reversible: true };
}

function setBack({ work, sorted }: MoveFacts): Step {
  const { branch, base, tip } = work;
  const { stays, publicTip } = sorted;
  const again = stays.length > 0 ? `, and keep ${counted(stays.length)} on it` : "";
  const them = sorted.moves.length === 1 ? "it" : "them";
  const sentence = `set ${branch} back to where it was without ${them} (${base.slice(0, 7)})${again}`;
  return {
    id: "setBack",
    sentence,
    detail: `git reset --keep ${publicTip} (now ${tip.slice(0, 7)})`,
    reversible: true,
  };
}

function stayNote({ sorted }: MoveFacts): string {
  const again = sorted.publicTip === sorted.stays.at(-1)?.oid ? "" : "It gets new commit ids. ";
  return `${again}What stays goes out with the next push: look whether any of it tells of the fix. To take more along, name the commits.`;
}

function asideNote({ carrying, target }: MoveFacts): string {
  return `They do not fit on the fix as it is, or somebody is at work there. Take them from ${carrying.branch} in the private worktree of ${target.record.id}: git cherry-pick.`;
}

function list(heading: string, lines: readonly string[]): string {
  return [heading, ...lines.map((text) => `  ${text}`)].join("\n");
}

function line({ oid, subject }: WorkCommit): string {
  return `${oid.slice(0, 7)} ${escapeLine(subject)}`;
}

function counted(commits: number): string {
  return commits === 1 ? "1 commit" : `${commits} commits`;
}
