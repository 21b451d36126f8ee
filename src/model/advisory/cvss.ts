/** A metric and its values, one letter each but for `U` in 4.0. */
type Metrics = Readonly<Record<string, readonly string[]>>;

interface Grammar {
  readonly required: Metrics;
  readonly optional: Metrics;
  /** 4.0 wants its metrics in the order of the specification; 3.x in any. */
  readonly ordered: boolean;
}

const letters = (text: string): readonly string[] => [...text];

/** CVSS 2.0 guide, section 2; old records still carry it. Its vectors have no prefix. */
const VERSION_2: Grammar = {
  ordered: true,
  required: {
    AV: letters("LAN"),
    AC: letters("HML"),
    Au: letters("MSN"),
    C: letters("NPC"),
    I: letters("NPC"),
    A: letters("NPC"),
  },
  optional: {
    E: ["U", "POC", "F", "H", "ND"],
    RL: ["OF", "TF", "W", "U", "ND"],
    RC: ["UC", "UR", "C", "ND"],
    CDP: ["N", "L", "LM", "MH", "H", "ND"],
    TD: ["N", "L", "M", "H", "ND"],
    CR: ["L", "M", "H", "ND"],
    IR: ["L", "M", "H", "ND"],
    AR: ["L", "M", "H", "ND"],
  },
};

const IMPACT_3 = letters("NLH");
const REQUIREMENT = letters("XLMH");

/** CVSS 3.0 and 3.1 specification, table 15. */
const VERSION_3: Grammar = {
  ordered: false,
  required: {
    AV: letters("NALP"),
    AC: letters("LH"),
    PR: letters("NLH"),
    UI: letters("NR"),
    S: letters("UC"),
    C: IMPACT_3,
    I: IMPACT_3,
    A: IMPACT_3,
  },
  optional: {
    E: letters("XUPFH"),
    RL: letters("XOTWU"),
    RC: letters("XURC"),
    CR: REQUIREMENT,
    IR: REQUIREMENT,
    AR: REQUIREMENT,
    MAV: letters("XNALP"),
    MAC: letters("XLH"),
    MPR: letters("XNLH"),
    MUI: letters("XNR"),
    MS: letters("XUC"),
    MC: letters("XNLH"),
    MI: letters("XNLH"),
    MA: letters("XNLH"),
  },
};

const IMPACT_4 = letters("HLN");
const MODIFIED_4 = letters("XNLH");
const MODIFIED_4_SAFETY = letters("XNLHS");

/** CVSS 4.0 specification, table 23. */
const VERSION_4: Grammar = {
  ordered: true,
  required: {
    AV: letters("NALP"),
    AC: letters("LH"),
    AT: letters("NP"),
    PR: letters("NLH"),
    UI: letters("NPA"),
    VC: IMPACT_4,
    VI: IMPACT_4,
    VA: IMPACT_4,
    SC: IMPACT_4,
    SI: IMPACT_4,
    SA: IMPACT_4,
  },
  optional: {
    E: letters("XAPU"),
    CR: REQUIREMENT,
    IR: REQUIREMENT,
    AR: REQUIREMENT,
    MAV: letters("XNALP"),
    MAC: letters("XLH"),
    MAT: letters("XNP"),
    MPR: letters("XNLH"),
    MUI: letters("XNPA"),
    MVC: MODIFIED_4,
    MVI: MODIFIED_4,
    MVA: MODIFIED_4,
    MSC: MODIFIED_4,
    MSI: MODIFIED_4_SAFETY,
    MSA: MODIFIED_4_SAFETY,
    S: letters("XNP"),
    AU: letters("XNY"),
    R: letters("XAUI"),
    V: letters("XDC"),
    RE: letters("XLMH"),
    U: ["X", "Clear", "Green", "Amber", "Red"],
  },
};

/** The versions whose vectors are understood. */
export type CvssVersion = "2.0" | "3.0" | "3.1" | "4.0";

const GRAMMARS: Readonly<Record<CvssVersion, Grammar>> = {
  "2.0": VERSION_2,
  "3.0": VERSION_3,
  "3.1": VERSION_3,
  "4.0": VERSION_4,
};

/** The version of a vector (`3.1`), whether the vector is right or not; `undefined` when it is of none that is known. */
export function cvssVersion(vector: string): CvssVersion | undefined {
  const named = /^CVSS:(\d\.\d)\//.exec(vector)?.[1];
  if (named === "3.0" || named === "3.1" || named === "4.0") return named;
  return /^AV:[A-Z]\/AC:[A-Z]\/Au:/.test(vector) ? "2.0" : undefined;
}

/** A vector's metrics with their values, in its order: `[["AV", "N"], …]`. Nothing is checked. */
export function cvssMetrics(vector: string): (readonly [name: string, value: string])[] {
  const parts = vector.replace(/^CVSS:\d\.\d\//, "").split("/");
  return parts.map((part) => part.split(":", 2)).map(([name = "", value = ""]) => [name, value] as const);
}

/**
 * What is wrong with a CVSS vector, as the end of a sentence; `undefined` when it is right. Each metric of the base
 * group once, no metric twice, values of the specification (FIRST, CVSS 2.0, 3.0, 3.1 and 4.0).
 */
export function cvssProblem(vector: string): string | undefined {
  const version = cvssVersion(vector);
  if (!version) return "it does not begin with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/";
  const grammar = GRAMMARS[version];
  const metrics: Metrics = { ...grammar.required, ...grammar.optional };
  const order = Object.keys(metrics);
  const seen: string[] = [];
  for (const part of (version === "2.0" ? vector : vector.slice("CVSS:3.1/".length)).split("/")) {
    const [, name, value] = /^([A-Za-z]+):([A-Za-z]+)$/.exec(part) ?? [];
    if (!name || !value || !Object.hasOwn(metrics, name)) return `"${part}" is no metric of this version`;
    if (!metrics[name]!.includes(value)) return `${name} has no value ${value}`;
    if (seen.includes(name)) return `${name} stands there twice`;
    const last = seen.at(-1);
    if (grammar.ordered && last && order.indexOf(name) < order.indexOf(last))
      return `${name} must stand before ${last}`;
    seen.push(name);
  }
  const missing = Object.keys(grammar.required).filter((name) => !seen.includes(name));
  return missing.length > 0 ? `${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing` : undefined;
}
