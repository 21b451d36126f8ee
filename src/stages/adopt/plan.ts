import { escapeLine } from "../../model/escape";
import type { Plan, Step } from "../../model/plan";
import type { AdoptFacts } from "./facts";

/** A series that would be taken in, with all that was found in it. */
export interface AdoptPlan extends Plan {
  readonly facts: AdoptFacts;
  /** One line a changed file. */
  readonly files: readonly string[];
}

/** Step names: `commit-<n>` for each, `move`. */
export function planAdopt(facts: AdoptFacts): AdoptPlan {
  const { record, commits, changes, warnings, from, leftOut, tip } = facts;
  const made = commits.map(({ subject, author, authorMail }, index): Step => ({
    id: `commit-${index + 1}`,
    sentence: `commit "${escapeLine(subject)}" by ${escapeLine(author)} <${escapeLine(authorMail)}>`,
    reversible: true,
  }));
  const move: Step = {
    id: "move",
    sentence: "move the private worktree on to it; no hook runs",
    detail: `git merge --ff-only ${tip}`,
    reversible: true,
  };
  return {
    title: `Take ${commits.length} ${commits.length === 1 ? "commit" : "commits"} by ${escapeLine(from.name)} into ${record.id}`,
    steps: [...made, move],
    notes: [
      ...warnings.map(
        ({ code, path, detail }) => `! ${code}: ${path === undefined ? "" : `${escapeLine(path)}: `}${detail}`,
      ),
      ...authorNotes(facts),
      ...(leftOut > 0
        ? [`${leftOut} ${leftOut === 1 ? "mail brings no change and stays" : "mails bring no change and stay"} out.`]
        : []),
      `${escapeLine(from.name)} wrote it: their answer cannot confirm it. Send the bundle to a maintainer who did not.`,
      "Nothing of it has been run. Read it before you build it.",
    ],
    facts,
    files: changes.map(({ path, status, added, deleted }) => `${escapeLine(path)}   ${status} +${added} −${deleted}`),
  };
}

/** A patch may name anybody as its author. */
function authorNotes({ commits, from }: AdoptFacts): string[] {
  const others = commits.filter(({ authorMail }) => authorMail.toLowerCase() !== from.mail?.toLowerCase());
  const names = [...new Set(others.map(({ author, authorMail }) => `${author} <${authorMail}>`))];
  return names.map((name) => `A commit names ${escapeLine(name)} as its author: that is what the file says.`);
}
