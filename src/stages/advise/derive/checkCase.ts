import { parseAdvisory } from "../../../model/advisory/advisory";
import type { GitOptions } from "../../../tools/git/run";
import type { Home } from "../../../tools/home";
import { checkFixed, type FixCheck } from "./checkFix";
import { deriveCase, type DeriveOptions } from "./deriveCase";

/** What was looked at in a case. */
export interface CaseCheck {
  readonly where: GitOptions;
  /** One for each version that the advisory calls fixed; none while it names none. */
  readonly checks: readonly FixCheck[];
}

/** Whether the fix of a case is really in each version that its advisory calls fixed. Throws as `deriveCase`. */
export async function checkCase(
  home: Home,
  caseId: string,
  watch: Pick<DeriveOptions, "signal" | "onProgress"> = {},
): Promise<CaseCheck> {
  const { where, fix, advisory, packages: derived } = await deriveCase(home, caseId, { ...watch, candidates: false });
  const { packages } = await parseAdvisory(advisory);
  const asked = packages.map(({ purl, affected }, index) => ({
    purl,
    fixed: affected.flatMap(({ fixed }) => fixed ?? []),
    files: derived[index]?.files ?? [],
  }));
  watch.onProgress?.("Looking for the lines of the fix in each fixed version");
  return { where, checks: await checkFixed(where, fix, asked) };
}
