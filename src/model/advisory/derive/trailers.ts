import type { Credit } from "../frontMatter";

/** Somebody whom the messages of the fix name, with the part they had; never taken into an advisory without being asked. */
export interface SuggestedCredit {
  readonly name: string;
  readonly mail?: string;
  readonly role: NonNullable<Credit["role"]>;
  /** `Reported-by`, or `author`. */
  readonly from: string;
}

const ROLES: Readonly<Record<string, SuggestedCredit["role"]>> = {
  "reported-by": "reporter",
  "report-by": "reporter",
  "found-by": "finder",
  "discovered-by": "finder",
  "analyzed-by": "analyst",
  "diagnosed-by": "analyst",
  "suggested-by": "analyst",
  "patched-by": "remediation-developer",
  "fixed-by": "remediation-developer",
  "co-authored-by": "remediation-developer",
  "co-developed-by": "remediation-developer",
  "reviewed-by": "remediation-reviewer",
  "acked-by": "remediation-reviewer",
  "tested-by": "remediation-verifier",
  "verified-by": "remediation-verifier",
};

/** What a commit says of who made it. */
interface Signed {
  readonly author: string;
  readonly authorMail: string;
  readonly trailers: readonly string[];
}

/** The people whom commits name in their trailers, and their authors; each name once for each role. */
export function suggestedCredits(commits: readonly Signed[]): SuggestedCredit[] {
  const named = commits.flatMap(({ author, authorMail, trailers }) => [
    ...trailers.flatMap((line) => creditOf(line) ?? []),
    { name: author, mail: authorMail, role: "remediation-developer", from: "author" } as const,
  ]);
  const seen = new Set<string>();
  return named.filter(({ name, role }) => {
    const key = `${role} ${name.toLowerCase()}`;
    const isNew = name !== "" && !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function creditOf(trailer: string): SuggestedCredit | undefined {
  const [, key = "", value = ""] = /^([A-Za-z-]+):(.*)$/.exec(trailer) ?? [];
  const role = Object.hasOwn(ROLES, key.toLowerCase()) ? ROLES[key.toLowerCase()] : undefined;
  const name = value.split(/[<(]/, 1)[0]!.trim();
  const mail = /<([^<>\s]+)>/.exec(value)?.[1];
  if (!role || name === "" || name.includes("@")) return undefined;
  return { name, ...(mail === undefined ? {} : { mail }), role, from: key };
}
