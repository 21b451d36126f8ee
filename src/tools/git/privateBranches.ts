import { caseBranch, type CaseRecord } from "../../model/case";
import type { CasePlaces } from "../home";
import { gitLines } from "./run";

/** The branches of the private repository besides the fix, by name. */
export async function privateBranches({ id }: CaseRecord, { repository }: CasePlaces): Promise<string[]> {
  const names = await gitLines(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"], { gitDir: repository });
  return names.filter((name) => name !== caseBranch(id));
}
