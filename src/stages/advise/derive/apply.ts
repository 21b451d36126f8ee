import type { DerivedRange } from "../../../model/advisory/derive/affected";
import { parseAdvisory, type Advisory } from "../../../model/advisory/advisory";
import type { AffectedInterval } from "../../../model/advisory/frontMatter";
import { EmbargoError } from "../../../model/errors";
import type { Oid } from "../../../model/ids";
import type { Plan, Step } from "../../../model/plan";
import { isKeptCurrent } from "../refresh";
import type { Derivation, DerivedPackage } from "./derive";
import { rangesText } from "./words";
import { YamlEdit, type Fields } from "../yamlEdit";

/** What of a derivation can be written into an advisory. */
export const APPLICABLE = ["fixed", "introduced", "versions", "files", "commits", "symbols", "credits"] as const;
export type Applicable = (typeof APPLICABLE)[number];

/** What would be written, and the text with it. */
export interface ApplyPlan extends Plan {
  readonly text: string;
}

/** What a person chose to write. */
export interface Choice {
  readonly parts: readonly Applicable[];
  /** The commit that brought the flaw; absent when a version was chosen, or none. */
  readonly introduced?: Oid;
}

/**
 * The advisory with those parts of a derivation that were named, and no others. Ranges that already end are not touched: a
 * person wrote them.
 *
 * @param derivation - of the packages of this very text, in their order
 * @throws EmbargoError `advisory-invalid` when the front matter cannot be read
 */
export async function planApply(text: string, derivation: Derivation, choice: Choice): Promise<ApplyPlan> {
  const advisory = await readable(text);
  const edit = await YamlEdit.open(text);
  const steps: Step[] = [];
  const notes: string[] = [];
  const work: Work = { edit, text, derivation, choice, steps, notes };
  for (const [index, entry] of advisory.packages.entries()) {
    const map = edit.map("packages", index);
    const derived = derivation.packages[index];
    if (map && derived) applyPackage(work, map, entry, derived);
  }
  if (choice.parts.includes("credits")) applyCredits(work, advisory);
  const fresh = steps.length > 0 ? edit.result() : text;
  // An edit that the reader does not understand is never written.
  if ((await parseAdvisory(fresh)).findings.some(({ rule }) => rule.startsWith("fm/"))) throw notWritable();
  return { title: "Into the advisory", steps, notes, text: fresh };
}

type Entry = Advisory["packages"][number];

interface Work {
  readonly edit: YamlEdit;
  readonly text: string;
  readonly derivation: Derivation;
  readonly choice: Choice;
  readonly steps: Step[];
  readonly notes: string[];
}

const BEFORE_LISTS = ["purl", "repo", "vendor", "product", "affected"];

function applyPackage(work: Work, map: Fields, entry: Entry, derived: DerivedPackage): void {
  const { choice, derivation, edit } = work;
  const chosen = (part: Applicable) => choice.parts.includes(part);
  const name = entry.purl ?? entry.repo ?? "the package";
  if (chosen("fixed") || chosen("introduced")) applyRanges(work, map, entry, derived, name);
  if (chosen("versions")) setList(work, map, "versions", derived.versions, entry.versions, name);
  const commits = [...derivation.fix.commits, ...derivation.fix.backports].map(({ oid }) => oid);
  const commitMap = edit.map("packages", work.derivation.packages.indexOf(derived), "commits");
  if (chosen("commits") && commitMap) setList(work, commitMap, "fixed", commits, entry.commits.fixed, name);
  else if (chosen("commits"))
    work.notes.push(`${name} has no mapping commits; add a line "commits:" with "fixed:" below.`);
  if (chosen("introduced") && choice.introduced !== undefined && commitMap) {
    setList(work, commitMap, "introduced", [choice.introduced], entry.commits.introduced, name);
  }
  if (chosen("files")) setList(work, map, "files", derived.files, entry.files, name);
  if (chosen("symbols")) setList(work, map, "symbols", derivation.symbols, entry.symbols, name);
}

function setList(
  { edit, text, steps, notes }: Work,
  map: Fields,
  key: string,
  items: readonly string[],
  now: readonly string[],
  name: string,
): void {
  if (isKeptCurrent(text, key) || items.join("\n") === now.join("\n")) return;
  if (items.length === 0) {
    notes.push(`Nothing is known for ${key} of ${name}; what stands there stays.`);
    return;
  }
  if (!edit.setList(map, key, items, BEFORE_LISTS)) {
    notes.push(`${key} of ${name} was left alone: comments stand between its entries.`);
    return;
  }
  const sentence = `${key} of ${name}: ${items.length} ${items.length === 1 ? "entry" : "entries"}, before ${now.length}`;
  steps.push({ id: key, sentence, detail: items.join("\n"), reversible: true });
}

function applyRanges(work: Work, map: Fields, entry: Entry, derived: DerivedPackage, name: string): void {
  const { edit, steps, notes, choice, derivation } = work;
  const { ranges } = derived;
  if (ranges.length === 0) {
    notes.push(`No release of ${name} is affected, as far as git knows; the ranges stay.`);
    return;
  }
  const interval = edit.map("packages", derivation.packages.indexOf(derived), "affected", 0);
  const said = [
    ...(choice.parts.includes("introduced") ? applyBeginning(edit, interval, entry, ranges[0]!) : []),
    ...(choice.parts.includes("fixed") ? applyEnds(work, map, interval, entry, ranges, name) : []),
  ];
  if (said.length === 0) return;
  steps.push({ id: "affected", sentence: `affected of ${name}: ${said.join("; ")}`, reversible: true });
}

/** Only where the one range there is begins with 0. */
function applyBeginning(
  edit: YamlEdit,
  interval: Fields | undefined,
  { affected: [now, ...more] }: Entry,
  { from }: DerivedRange,
): string[] {
  if (!interval || more.length > 0 || now?.from !== "0" || from === "0") return [];
  edit.setScalar(interval, "from", from);
  return [`from ${from}`];
}

function applyEnds(
  { edit, notes }: Work,
  map: Fields,
  interval: Fields | undefined,
  { affected }: Entry,
  ranges: readonly DerivedRange[],
  name: string,
): string[] {
  if (affected.length > 1 || affected.some(hasEnd)) {
    if (!isSame(affected, ranges)) {
      notes.push(`The ranges of ${name} have ends already and stay; git says ${rangesText(ranges)}.`);
    }
    return [];
  }
  const [first, ...others] = ranges;
  if (!interval) {
    edit.addEntries(map, "affected", ranges.map(entryOf), ["purl", "repo", "vendor", "product"]);
    return [rangesText(ranges)];
  }
  const said: string[] = [];
  if (first?.fixed !== undefined) {
    edit.setScalar(interval, "fixed", first.fixed, first.planned ? PLANNED : undefined);
    said.push(`fixed in ${first.fixed}${first.planned ? " (planned: not released yet)" : ""}`);
  } else if (first?.through !== undefined) {
    edit.setScalar(interval, "through", first.through);
    said.push(`through ${first.through}`);
  } else notes.push(`No version of ${name} has the fix yet.`);
  if (others.length > 0) {
    edit.addEntries(map, "affected", others.map(entryOf), []);
    said.push(rangesText(others));
  }
  return said;
}

const PLANNED = "planned: there is no tag yet";

function applyCredits({ edit, derivation, steps }: Work, advisory: Advisory): void {
  const map = edit.map();
  const known = new Set(advisory.credits.map(({ name }) => name?.toLowerCase()));
  const fresh = derivation.credits.filter(({ name }) => !known.has(name.toLowerCase()));
  if (!map || fresh.length === 0) return;
  edit.addEntries(
    map,
    "credits",
    fresh.map(({ name, role }) => ({ name, role, consent: "pending" })),
    ["packages"],
  );
  const names = fresh.map(({ name, role, from }) => `${name}, ${role} (${from})`).join("\n");
  const sentence = `credits: ${fresh.length} more, whose consent is pending`;
  steps.push({ id: "credits", sentence, detail: names, reversible: true });
}

function entryOf({ from, fixed, through }: DerivedRange): Record<string, string> {
  return { from, ...(fixed === undefined ? {} : { fixed }), ...(through === undefined ? {} : { through }) };
}

function hasEnd({ fixed, through, open }: AffectedInterval): boolean {
  return (fixed ?? through ?? open) !== undefined;
}

function isSame(now: readonly AffectedInterval[], derived: readonly DerivedRange[]): boolean {
  const key = ({ from, fixed, through }: AffectedInterval | DerivedRange) => [from, fixed, through].join(" ");
  return now.map(key).join("\n") === derived.map(key).join("\n");
}

async function readable(text: string): Promise<Advisory> {
  const advisory = await parseAdvisory(text);
  if (advisory.findings.some(({ rule }) => rule.startsWith("fm/"))) throw notWritable();
  return advisory;
}

function notWritable(): EmbargoError {
  return new EmbargoError(
    "advisory-invalid",
    "The front matter of the advisory cannot be read.",
    "Nothing was written. See what is wrong with: embargo advisory lint FILE",
  );
}
