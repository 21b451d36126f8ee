import { cvssMetrics, cvssVersion, type CvssVersion } from "./cvss";

type Words = readonly [name: string, values: Readonly<Record<string, string>>];

const LEVEL = { H: "high", L: "low", N: "none" };
const MODIFIED = { X: "as in the base metric" };
const REQUIRED = { X: "not defined", L: "low", M: "medium", H: "high" };
const REACH = { N: "over a network", A: "from the same network segment", L: "locally", P: "by touching the device" };
const COMPLEXITY = { L: "low: works each time", H: "high: needs what the attacker does not control" };
const PRIVILEGES = { N: "none", L: "those of a user", H: "those of an administrator" };
const REQUIREMENTS: Readonly<Record<string, Words>> = {
  CR: ["Confidentiality requirement", REQUIRED],
  IR: ["Integrity requirement", REQUIRED],
  AR: ["Availability requirement", REQUIRED],
};

const BASE_3: Readonly<Record<string, Words>> = {
  AV: ["Attack vector", REACH],
  AC: ["Attack complexity", COMPLEXITY],
  PR: ["Privileges required", PRIVILEGES],
  UI: ["User interaction", { N: "none", R: "a person must do something" }],
  S: ["Scope", { U: "unchanged: harm stays where the flaw is", C: "changed: other components are harmed" }],
  C: ["Confidentiality impact", LEVEL],
  I: ["Integrity impact", LEVEL],
  A: ["Availability impact", LEVEL],
};

const WORDS_3: Readonly<Record<string, Words>> = {
  ...BASE_3,
  E: ["Exploit code maturity", { X: "not defined", U: "unproven", P: "proof of concept", F: "functional", H: "high" }],
  RL: [
    "Remediation level",
    { X: "not defined", O: "official fix", T: "temporary fix", W: "workaround", U: "unavailable" },
  ],
  RC: ["Report confidence", { X: "not defined", U: "unknown", R: "reasonable", C: "confirmed" }],
  ...REQUIREMENTS,
  ...modified(BASE_3),
};

const BASE_4: Readonly<Record<string, Words>> = {
  AV: ["Attack vector", REACH],
  AC: ["Attack complexity", { L: "low: nothing to get around", H: "high: a defence must be got around" }],
  AT: ["Attack requirements", { N: "none", P: "present: works only under certain conditions" }],
  PR: ["Privileges required", PRIVILEGES],
  UI: [
    "User interaction",
    { N: "none", P: "passive: ordinary use is enough", A: "active: a person must do something" },
  ],
  VC: ["Confidentiality of the vulnerable system", LEVEL],
  VI: ["Integrity of the vulnerable system", LEVEL],
  VA: ["Availability of the vulnerable system", LEVEL],
  SC: ["Confidentiality of other systems", LEVEL],
  SI: ["Integrity of other systems", LEVEL],
  SA: ["Availability of other systems", LEVEL],
};

const SAFETY = { S: "people may be hurt" };
const MODIFIED_4 = modified(BASE_4);

const WORDS_4: Readonly<Record<string, Words>> = {
  ...BASE_4,
  E: ["Exploit maturity", { X: "not defined", A: "attacked", P: "proof of concept", U: "unreported" }],
  ...REQUIREMENTS,
  ...MODIFIED_4,
  MSI: [MODIFIED_4.MSI![0], { ...MODIFIED_4.MSI![1], ...SAFETY }],
  MSA: [MODIFIED_4.MSA![0], { ...MODIFIED_4.MSA![1], ...SAFETY }],
  S: ["Safety", { X: "not defined", N: "negligible", P: "present" }],
  AU: ["Automatable", { X: "not defined", N: "no", Y: "yes" }],
  R: ["Recovery", { X: "not defined", A: "automatic", U: "by a person", I: "irrecoverable" }],
  V: ["Value density", { X: "not defined", D: "diffuse", C: "concentrated" }],
  RE: ["Response effort", { X: "not defined", L: "low", M: "moderate", H: "high" }],
  U: [
    "Urgency for the provider",
    { X: "not defined", Clear: "none", Green: "reduced", Amber: "moderate", Red: "highest" },
  ],
};

/** The groups of metrics: `base` is wanted, the others refine it (CVSS 3.1 section 1.2, 4.0 section 1.2). */
export type MetricGroup = "base" | "temporal" | "threat" | "environmental" | "supplemental";

/** A metric of CVSS in words, with each value it may have. */
export interface MetricWords {
  /** `AV`. */
  readonly metric: string;
  readonly name: string;
  readonly group: MetricGroup;
  readonly values: Readonly<Record<string, string>>;
}

/** The metrics of a version in the order of its specification (FIRST, CVSS 3.1 and 4.0); none for 2.0. */
export function metricWords(version: CvssVersion): readonly MetricWords[] {
  if (version === "2.0") return [];
  const words = version === "4.0" ? WORDS_4 : WORDS_3;
  return Object.entries(words).map(([metric, [name, values]]) => {
    return { metric, name, group: groupOf(metric, version), values };
  });
}

function groupOf(metric: string, version: CvssVersion): MetricGroup {
  if (metric in (version === "4.0" ? BASE_4 : BASE_3)) return "base";
  if (metric in REQUIREMENTS || metric.startsWith("M")) return "environmental";
  if (version !== "4.0") return "temporal";
  return metric === "E" ? "threat" : "supplemental";
}

/** A vector, metric by metric: `Attack vector: over a network`. What is unknown is left out. */
export function vectorInWords(vector: string): string[] {
  const version = cvssVersion(vector);
  const known = new Map(version ? metricWords(version).map((words) => [words.metric, words]) : []);
  return cvssMetrics(vector).flatMap(([metric, value]) => {
    const words = known.get(metric);
    const meaning = words && Object.hasOwn(words.values, value) ? words.values[value] : undefined;
    return words && meaning ? [`${words.name}: ${meaning}`] : [];
  });
}

function modified(base: Readonly<Record<string, Words>>): Record<string, Words> {
  return Object.fromEntries(
    Object.entries(base).map(([metric, [name, values]]) => [
      `M${metric}`,
      [`${name}, where it is used`, { ...MODIFIED, ...values }] as const,
    ]),
  );
}
