import { parseAdvisory } from "../../model/advisory/advisory";
import { cveId } from "./exports/publicParts";

/** Whether an advisory has a number that the world will know it by, or somebody decided to go without. */
export interface Numbers {
  /** `CVE-…`; absent when none is assigned. */
  readonly cve?: string;
  /** `GHSA-…`; absent when there is none. */
  readonly ghsa?: string;
  /** Why it goes without a CVE id: the reason with which `cve/missing` is accepted; absent when nobody decided so. */
  readonly without?: string;
}

/** Reads the numbers of an advisory, and the decision to go without one. */
export async function readNumbers(text: string): Promise<Numbers> {
  const advisory = await parseAdvisory(text);
  const cve = cveId(advisory);
  const ghsa = [advisory.id, ...advisory.aliases].find((alias) => alias?.startsWith("GHSA-"));
  const without = advisory.lint.find(({ rule }) => rule === "cve/missing")?.reason;
  return {
    ...(cve === undefined ? {} : { cve }),
    ...(ghsa === undefined ? {} : { ghsa }),
    ...(without === undefined ? {} : { without }),
  };
}

/** Whether the advisory may go out as far as its number is concerned. */
export function isNumbered({ cve, without }: Numbers): boolean {
  return cve !== undefined || without !== undefined;
}
