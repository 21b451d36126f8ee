/** A metric and its values, one letter each but for `U` in 4.0. */
type Metrics = Readonly<Record<string, readonly string[]>>;

interface Grammar {
  readonly required: Metrics;
  readonly optional: Metrics;
  /** 4.0 wants its metrics in the order of the specification; 3.x in any. */
  readonly ordered: boolean;
}

const letters = (text: string): readonly string[] => [...text];
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

const GRAMMARS: Readonly<Record<string, Grammar>> = { "3.0": VERSION_3, "3.1": VERSION_3, "4.0": VERSION_4 };

/** The version a vector names (`3.1`), whether the vector is right or not; `undefined` when it names none. */
export function cvssVersion(vector: string): string | undefined {
  return /^CVSS:(\d\.\d)\//.exec(vector)?.[1];
}

/**
 * What is wrong with a CVSS vector, as the end of a sentence; `undefined` when it is right. Each metric of the base
 * group once, no metric twice, values of the specification (FIRST, CVSS 3.0, 3.1 and 4.0).
 */
export function cvssProblem(vector: string): string | undefined {
  const grammar = GRAMMARS[cvssVersion(vector) ?? ""];
  if (!grammar) return "it does not begin with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/";
  const metrics: Metrics = { ...grammar.required, ...grammar.optional };
  const order = Object.keys(metrics);
  const seen: string[] = [];
  for (const part of vector.split("/").slice(1)) {
    const [, name, value] = /^([A-Z]+):([A-Za-z]+)$/.exec(part) ?? [];
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
