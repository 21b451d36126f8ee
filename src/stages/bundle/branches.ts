import { caseBranch, type CaseRecord } from "../../model/case";
import type { PrivateBranch } from "../../tools/git/fixRange";

/**
 * The branches that a bundle holds, each once: the fix first, then those that are asked for. When none is named, those of the
 * newest version, so that a further reader or a next version needs no second thought.
 *
 * @param wishes - branches besides the fix; `undefined` when the person named none
 */
export function branchesToSend(record: CaseRecord, wishes: readonly PrivateBranch[] | undefined): PrivateBranch[] {
  const fix = { ref: caseBranch(record.id), name: record.base.branch };
  const sent = (record.bundles.at(-1)?.branches ?? []).flatMap(({ ref, name }) =>
    ref === undefined ? [] : { ref, name },
  );
  const others = (wishes ?? sent).filter(({ ref, name }) => ref !== fix.ref && name !== fix.name);
  return [fix, ...new Map(others.map((branch) => [branch.name, branch])).values()];
}

/** `PRIVATE`, or `PRIVATE:PUBLIC` when the two have different names. */
export function parseBranch(text: string): PrivateBranch {
  const [ref = "", name = ref] = text.split(":");
  return { ref, name };
}
