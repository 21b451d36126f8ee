/** How MITRE wants a weakness to be used for real flaws ("Vulnerability Mapping Notes"). */
export type CweUsage = "allowed" | "review" | "discouraged" | "prohibited" | "deprecated";

/** A weakness of the CWE list. */
export interface Weakness {
  /** `CWE-384`. */
  readonly id: string;
  /** Exactly as in the list: CSAF compares it. */
  readonly name: string;
  readonly usage: CweUsage;
  /** One sentence; empty for the newest ones. */
  readonly description: string;
  /** What MITRE suggests in its place. */
  readonly instead: readonly string[];
}

/** The CWE list, version 4.17. */
export interface CweCatalog {
  readonly version: string;
  readonly weaknesses: ReadonlyMap<string, Weakness>;
  /** Those that published vulnerabilities are mapped to (view CWE-1003). */
  readonly usual: ReadonlySet<string>;
  /** Ids of categories and views: they group weaknesses and are none. */
  readonly categories: ReadonlySet<string>;
  /**
   * For what must not or should not be used: the weaknesses below it in the list that may be, the nearest first; for a
   * deprecated one those that its text names.
   */
  readonly narrower: ReadonlyMap<string, readonly string[]>;
}

const USAGES: Readonly<Record<string, CweUsage>> = {
  a: "allowed",
  r: "review",
  d: "discouraged",
  p: "prohibited",
  x: "deprecated",
};

let loaded: Promise<CweCatalog> | undefined;

/** The CWE list (MITRE, "Common Weakness Enumeration"); some 200 KB, read when first asked for. */
export function loadCweCatalog(): Promise<CweCatalog> {
  loaded ??= import("./cwe.json").then(({ default: table }) => ({
    version: table.version,
    weaknesses: new Map(
      Object.entries(table.weaknesses as unknown as Readonly<Record<string, readonly [string, string, string]>>).map(
        ([number, [name, usage, description, ...instead]]) => {
          const weakness: Weakness = {
            id: `CWE-${number}`,
            name,
            usage: USAGES[usage] ?? "review",
            description,
            instead: (instead as readonly number[]).map((other) => `CWE-${other}`),
          };
          return [weakness.id, weakness];
        },
      ),
    ),
    usual: new Set(table.usual.map((number) => `CWE-${number}`)),
    narrower: new Map(
      Object.entries(table.narrower as Readonly<Record<string, readonly number[]>>).map(([number, below]) => [
        `CWE-${number}`,
        below.map((other) => `CWE-${other}`),
      ]),
    ),
    categories: new Set(table.categories.map((number) => `CWE-${number}`)),
  }));
  return loaded;
}
