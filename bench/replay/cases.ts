import { randomBytes } from "node:crypto";
import { caseBranch, type CaseRecord } from "../../src/model/case";
import { newCaseId, toInstant, type Oid } from "../../src/model/ids";
import { indexCase, type CaseIndex } from "../../src/stages/guard/caseIndex";
import { gitText } from "../../src/tools/git/run";
import { buildCaseFacts } from "../../src/tools/guard/buildCaseFacts";
import type { CaseFacts } from "../../src/tools/guard/caseFacts";
import { placesIn } from "../../src/tools/home";
import type { History, RealFix } from "./history";

/** A real fix as if it were an open case, known to the guard as the product knows it. */
export interface ReplayedCase {
  readonly fix: RealFix;
  readonly facts: CaseFacts;
  readonly index: CaseIndex;
}

/** Opens a case for a fix of the past. */
export async function openReplayedCase({ scratch, name }: History, fix: RealFix): Promise<ReplayedCase> {
  const id = newCaseId(randomBytes(6));
  const record: CaseRecord = {
    format: "embargo-case/1",
    id,
    title: name,
    createdAt: toInstant(new Date(fix.at * 1000)),
    project: { name, rootCommits: [fix.parent], objectFormat: "sha1", publicGitDir: scratch },
    base: { branch: "main", commit: fix.parent, isPublic: true },
    opened: ["record"],
    bundles: [],
    answers: [],
  };
  await gitText(["update-ref", `refs/heads/${caseBranch(id)}`, fix.commit], { gitDir: scratch });
  const places = { ...placesIn(scratch, id), repository: scratch };
  const tips: readonly Oid[] = [fix.commit];
  const facts = await buildCaseFacts(record, places, { tips, heads: tips });
  return { fix, facts, index: indexCase(facts) };
}
