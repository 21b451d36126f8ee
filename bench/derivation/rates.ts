import { versionSchemeOf } from "../../src/model/advisory/ecosystems";
import { compareVersions } from "../../src/model/advisory/versions/versionScheme";
import { rangesText } from "../../src/stages/advise/derive/words";
import type { Derivation } from "../../src/stages/advise/derive/derive";
import type { TraceMethod } from "../../src/stages/advise/derive/introduced";
import type { Answer } from "./answers";
import { Rate } from "./rate";

const METHODS = ["blame", "around", "pickaxe", "snippet"] as const satisfies readonly TraceMethod[];

/** What git says of one record: as it is found, and after somebody chose where the flaw came from. */
export interface Derived {
  readonly found: Derivation;
  /** With the version that the record names as the first. */
  readonly fromVersion?: Derivation;
  /** With the commit that the record names. */
  readonly fromCommit?: Derivation;
  /** With the first candidate. */
  readonly fromFirst?: Derivation;
}

const each = () => new Map(METHODS.map((method) => [method, new Rate()]));

/** The share from which a candidate stands out. */
const MOST = 0.7;

/** Compares what follows from git with what was published. */
export class Rates {
  readonly passedOver: string[] = [];
  readonly #misses: string[] = [];
  readonly #fixedExact = new Rate();
  readonly #fixedCovering = new Rate();
  readonly #first = each();
  readonly #late = each();
  readonly #commit = each();
  readonly #top = new Rate();
  readonly #agreed = new Rate();
  readonly #sure = new Rate();
  readonly #three = new Rate();
  readonly #among = new Rate();
  readonly #anyCommit = new Rate();
  readonly #oldest = new Rate();
  readonly #rangeExact = new Rate();
  readonly #versionsExact = new Rate();
  readonly #versionsRight = new Rate();
  readonly #versionsWhole = new Rate();
  readonly #topExact = new Rate();
  readonly #topRight = new Rate();
  #candidates: number[] = [];

  count(answer: Answer, { found, fromVersion, fromCommit, fromFirst }: Derived): void {
    const order = orderOf(answer);
    const has = (list: readonly string[], version: string) => list.some((one) => order(one, version) === 0);
    const fixed = found.packages[0]!.fixed.map(({ version }) => version);
    const wanted = endsOf(answer, found, order);
    const covers = wanted.every((version) => has(fixed, version));
    const exact = covers && fixed.every((version) => has(answer.fixed, version));
    this.#fixedExact.add(exact);
    this.#fixedCovering.add(covers);
    if (!exact) this.#miss(answer, `fixed in ${wanted.join(", ")}, git says ${fixed.join(", ") || "nothing"}`);
    this.#countVersions(answer, fromVersion ?? found);
    if (answer.introduced === "0") return;
    if (fromFirst) this.#countFirstChosen(answer, fromFirst);
    const [oldest] = found.packages[0]!.tags.releases;
    if (oldest && order(answer.introduced, oldest.version) < 0) {
      this.#oldest.add(found.candidates.some(({ atFirstTag }) => atFirstTag));
      return;
    }
    this.#countCandidates(answer, found, order);
    const ranges = fromCommit?.packages[0]?.ranges;
    if (!ranges) return;
    const [first, ...others] = ranges;
    const starts = first !== undefined && order(first.from, answer.introduced) === 0;
    const isHit = others.length === 0 && starts && has(answer.fixed, first.fixed ?? "");
    this.#rangeExact.add(isHit);
    const published = `${answer.introduced} to ${answer.fixed.join(", ")}`;
    if (!isHit) this.#miss(answer, `both commits known, ${published}, git says ${rangesText(ranges)}`);
  }

  #countVersions(answer: Answer, derivation: Derivation): void {
    const { wrong, missing } = compare(answer, derivation);
    this.#versionsExact.add(wrong.length + missing.length === 0);
    this.#versionsRight.add(wrong.length === 0);
    this.#versionsWhole.add(missing.length === 0);
    if (wrong.length > 0) this.#miss(answer, `versions that are not published as affected: ${some(wrong)}`);
    if (missing.length > 0) this.#miss(answer, `versions missing: ${some(missing)}`);
  }

  #countFirstChosen(answer: Answer, derivation: Derivation): void {
    const { wrong, missing } = compare(answer, derivation);
    this.#topExact.add(wrong.length + missing.length === 0);
    this.#topRight.add(wrong.length === 0);
  }

  #countCandidates(answer: Answer, { candidates }: Derivation, order: Order): void {
    const { introduced, by } = answer;
    this.#candidates.push(candidates.length);
    for (const method of METHODS) {
      const own = candidates.filter(({ methods }) => methods.includes(method));
      if (own.length === 0 && method === "around") continue;
      const [first] = own.flatMap(({ version }) => version ?? []).sort(order);
      const off = first === undefined ? NaN : order(first, introduced);
      this.#first.get(method)!.add(off === 0);
      if (off < 0 || off > 0) this.#late.get(method)!.add(off > 0);
      const [oldest] = own.flatMap(({ commit }) => commit ?? []).sort((a, b) => (a.date < b.date ? -1 : 1));
      if (by.length > 0 && method !== "snippet") this.#commit.get(method)!.add(!!oldest && by.includes(oldest.oid));
    }
    const right = candidates.map(({ version = "" }) => order(version, introduced) === 0);
    this.#among.add(right.includes(true));
    this.#top.add(right[0] ?? false);
    this.#three.add(right.slice(0, 3).includes(true));
    const [top] = candidates;
    const same = candidates.some(({ methods, version }) => methods.includes("snippet") && version === top?.version);
    if (top?.commit && same) this.#agreed.add(right[0]!);
    if (top && top.share >= MOST) this.#sure.add(right[0]!);
    if (by.length > 0) this.#anyCommit.add(candidates.some(({ commit }) => commit && by.includes(commit.oid)));
    if (right.includes(true)) return;
    const said = candidates.map(({ version, methods }) => `${version ?? "no release"} (${methods.join("+")})`);
    this.#miss(answer, `since ${introduced}, git says ${[...new Set(said)].join(", ") || "nothing"}`);
  }

  #miss({ id }: Answer, words: string): void {
    this.#misses.push(`${id}: ${words}`);
  }

  report(withMisses: boolean): string {
    const counts = this.#candidates.sort((a, b) => a - b);
    const line = (words: string, value: unknown) => `${words.padEnd(46)}${String(value)}`;
    return [
      line("records passed over", this.passedOver.length),
      line("fixed versions, exact", this.#fixedExact),
      line("fixed versions, all published ones found", this.#fixedCovering),
      "versions[], with the published beginning:",
      line("  exact", this.#versionsExact),
      line("  none that is not published", this.#versionsRight),
      line("  none missing that has a tag", this.#versionsWhole),
      "the beginning, where the record names one:",
      line("  older than the first tag, and git says so", this.#oldest),
      ...METHODS.map((method) =>
        line(
          `  first version, oldest by ${method}`,
          `${this.#first.get(method)!.toString()}; misses too late ${this.#late.get(method)!.toString()}`,
        ),
      ),
      line("  first version, first candidate", this.#top),
      line("  the same, where the contents agree", this.#agreed),
      line("  the same, with 70 % of what was found", this.#sure),
      line("  first version, among the first three", this.#three),
      line("  first version, among the candidates", this.#among),
      ...METHODS.slice(0, 3).map((method) => line(`  commit, oldest by ${method}`, this.#commit.get(method)!)),
      line("  commit, among the candidates", this.#anyCommit),
      line("  candidates, median", counts[Math.floor(counts.length / 2)] ?? "none"),
      "versions[], with the first candidate:",
      line("  exact", this.#topExact),
      line("  none that is not published", this.#topRight),
      line("range, when both commits are known", this.#rangeExact),
      ...(withMisses ? ["", ...this.#misses, ...this.passedOver] : []),
    ].join("\n");
  }
}

type Order = (a: string, b: string) => number;

function orderOf({ purl }: Answer): Order {
  const scheme = versionSchemeOf(purl);
  return (a, b) => compareVersions(scheme, a, b) ?? (a === b ? 0 : NaN);
}

/** The published fixed versions that end a range with a release in it: others end pre-releases only, or repeat a line's first. */
function endsOf({ fixed, isAffected }: Answer, { packages: [first] }: Derivation, order: Order): string[] {
  const released = first!.tags.releases.map(({ version }) => version);
  const ends = fixed.filter((version) => {
    const before = released.findLast((one) => order(one, version) < 0);
    return before === undefined || isAffected(before);
  });
  return ends.length > 0 ? ends : [...fixed];
}

/** Of the releases with a tag: those wrongly called affected, and those wrongly not. */
function compare({ isAffected }: Answer, { packages: [first] }: Derivation) {
  const said = new Set(first!.versions);
  const released = first!.tags.releases.map(({ version }) => version);
  return {
    wrong: released.filter((version) => said.has(version) && !isAffected(version)),
    missing: released.filter((version) => !said.has(version) && isAffected(version)),
  };
}

function some(versions: readonly string[]): string {
  return versions.length > 6
    ? `${versions.slice(0, 6).join(", ")} and ${versions.length - 6} more`
    : versions.join(", ");
}
