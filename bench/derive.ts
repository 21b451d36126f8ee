/**
 * How well affected versions follow from git, on real histories with known answers.
 *
 *     npm run derive-rates -- GIT_DIR RECORD… [--most N] [--misses]
 *
 * RECORD is an OSV record (JSON or YAML) or a folder of them. Of each, the fix commits are given (GIT ranges, else references
 * of type FIX), and what is derived is compared with the versions it published. Nothing is written and nothing fetched.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { versionSchemeOf } from "../src/model/advisory/ecosystems";
import { compareVersions } from "../src/model/advisory/versions/versionScheme";
import { asOid, type Oid } from "../src/model/ids";
import { rangesText } from "../src/stages/advise/derive/apply";
import { derive, type Derivation } from "../src/stages/advise/derive/derive";
import type { TraceMethod } from "../src/stages/advise/derive/introduced";
import { presentCommits } from "../src/tools/git/history/commits";

interface OsvRange {
  readonly type: string;
  readonly events: readonly { readonly introduced?: string; readonly fixed?: string }[];
}

interface OsvRecord {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly affected?: readonly {
    readonly package?: { readonly purl?: string };
    readonly ranges?: readonly OsvRange[];
    readonly versions?: readonly string[];
  }[];
  readonly references?: readonly { readonly type: string; readonly url: string }[];
}

/** What a record says, as far as it can be compared. */
interface Answer {
  readonly id: string;
  readonly ids: readonly string[];
  readonly purl?: string;
  readonly fixes: readonly Oid[];
  readonly fixed: readonly string[];
  readonly introduced: string;
  /** The commit that brought the flaw, where the record knows it. */
  readonly by?: Oid;
}

class Rate {
  hits = 0;
  of = 0;
  add(hit: boolean): void {
    this.of += 1;
    if (hit) this.hits += 1;
  }
  toString(): string {
    return this.of === 0
      ? "none to compare"
      : `${this.hits} of ${this.of} (${Math.round((100 * this.hits) / this.of)} %)`;
  }
}

const METHODS = ["blame", "around", "pickaxe", "snippet"] as const satisfies readonly TraceMethod[];

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const most = Number(words[words.indexOf("--most") + 1] ?? 0) || Infinity;
  const [gitDir, ...paths] = words.filter((word, index) => !word.startsWith("--") && words[index - 1] !== "--most");
  if (gitDir === undefined || paths.length === 0) throw new Error("Usage: npm run derive-rates -- GIT_DIR RECORD…");
  const where = { gitDir };
  const answers: Answer[] = [];
  for (const record of paths.flatMap(readRecords)) answers.push(...answersOf(record));
  const rates = new Rates();
  for (const answer of everyNth(answers, most)) {
    const fixes = await presentCommits(where, answer.fixes);
    if (fixes.length === 0) {
      rates.passedOver.push(`${answer.id}: no fix commit of it is in this history`);
      continue;
    }
    const packages = [{ ...(answer.purl === undefined ? {} : { purl: answer.purl }), files: [] }];
    const derived = await derive({ where, fixes, ids: answer.ids, packages, supported: [], privateWork: [] });
    const known = answer.by && (await presentCommits(where, [answer.by])).length > 0 ? answer.by : undefined;
    const range =
      known &&
      (await derive({
        where,
        fixes,
        ids: answer.ids,
        packages,
        supported: [],
        privateWork: [],
        introduced: known,
        candidates: false,
      }));
    rates.count(answer, derived, range);
    process.stderr.write(".");
  }
  process.stderr.write("\n");
  console.log(rates.report(words.includes("--misses")));
}

/** Spread over the whole list, so that a sample holds old and new ones. */
function everyNth<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, index) => list[Math.floor(index * step)]!);
}

class Rates {
  readonly passedOver: string[] = [];
  readonly misses: string[] = [];
  readonly fixedExact = new Rate();
  readonly fixedCovering = new Rate();
  readonly firstOf = new Map(METHODS.map((method) => [method, new Rate()]));
  readonly late = new Map(METHODS.map((method) => [method, new Rate()]));
  readonly among = new Rate();
  readonly top = new Rate();
  readonly agreed = new Rate();
  readonly commit = new Rate();
  readonly rangeExact = new Rate();

  count(answer: Answer, derived: Derivation, whole: Derivation | undefined): void {
    const scheme = versionSchemeOf(answer.purl);
    const order = (a: string, b: string) => compareVersions(scheme, a, b) ?? (a === b ? 0 : NaN);
    const has = (list: readonly string[], version: string) => list.some((one) => order(one, version) === 0);
    const fixed = derived.packages[0]!.fixed.map(({ version }) => version);
    const covers = answer.fixed.every((version) => has(fixed, version));
    const exact = covers && fixed.every((version) => has(answer.fixed, version));
    this.fixedExact.add(exact);
    this.fixedCovering.add(covers);
    if (!exact)
      this.misses.push(`${answer.id}: fixed in ${answer.fixed.join(", ")}, git says ${fixed.join(", ") || "nothing"}`);
    if (answer.introduced === "0") return;
    this.#countFirst(answer, derived, order);
    const range = whole?.packages[0]?.ranges;
    if (!range) return;
    const [first, ...others] = range;
    const starts = first !== undefined && order(first.from, answer.introduced) === 0;
    const hit = others.length === 0 && starts && has(answer.fixed, first.fixed ?? "");
    this.rangeExact.add(hit);
    const wanted = `${answer.introduced} to ${answer.fixed.join(", ")}`;
    if (!hit) this.misses.push(`${answer.id}: both commits known, ${wanted}, git says ${rangesText(range)}`);
  }

  #countFirst(
    { id, introduced, by }: Answer,
    { candidates }: Derivation,
    order: (a: string, b: string) => number,
  ): void {
    for (const method of METHODS) {
      const own = candidates.filter(({ methods }) => methods.includes(method));
      if (own.length === 0 && method === "around") continue;
      const [first] = own.flatMap(({ version }) => version ?? []).sort(order);
      const off = first === undefined ? NaN : order(first, introduced);
      this.firstOf.get(method)!.add(off === 0);
      if (off < 0 || off > 0) this.late.get(method)!.add(off > 0);
    }
    const right = candidates.map(({ version = "" }) => order(version, introduced) === 0);
    this.among.add(right.includes(true));
    this.top.add(right[0] ?? false);
    if (candidates[0] && candidates[0].agree.length > 1) this.agreed.add(right[0]!);
    if (by) this.commit.add(candidates.some(({ commit }) => commit?.oid === by));
    if (right.includes(true)) return;
    const said = candidates.map(({ version, methods }) => `${version ?? "no release"} (${methods.join("+")})`);
    this.misses.push(`${id}: since ${introduced}, git says ${[...new Set(said)].join(", ") || "nothing"}`);
  }

  report(withMisses: boolean): string {
    return [
      `records passed over                      ${this.passedOver.length}`,
      `fixed versions, exact                    ${this.fixedExact.toString()}`,
      `fixed versions, all published ones found ${this.fixedCovering.toString()}`,
      "first affected version, where the record names one:",
      ...METHODS.map(
        (method) =>
          `  oldest by ${method.padEnd(29)}${this.firstOf.get(method)!.toString()}; of the misses too late ${this.late.get(method)!.toString()}`,
      ),
      `  the first candidate                    ${this.top.toString()}`,
      `  the first candidate, when ways agree   ${this.agreed.toString()}`,
      `  among the candidates                   ${this.among.toString()}`,
      `  the very commit among them             ${this.commit.toString()}`,
      `range, when both commits are known       ${this.rangeExact.toString()}`,
      ...(withMisses ? ["", ...this.misses, ...this.passedOver] : []),
    ].join("\n");
  }
}

function readRecords(path: string): OsvRecord[] {
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .filter((name) => /\.(?:json|ya?ml)$/.test(name))
      .sort()
      .flatMap((name) => readRecords(join(path, name)));
  }
  const text = readFileSync(path, "utf8");
  return [(path.endsWith(".json") ? JSON.parse(text) : parse(text)) as OsvRecord];
}

function answersOf({ id, aliases = [], affected = [], references = [] }: OsvRecord): Answer[] {
  return affected.flatMap(({ package: named, ranges = [] }) => {
    const events = (wanted: boolean) =>
      ranges.filter(({ type }) => (type === "GIT") === wanted).flatMap((range) => range.events);
    const inGit = events(true);
    const linked = references
      .filter(({ type }) => type === "FIX")
      .flatMap(({ url }) => /commit\/([0-9a-f]{40})/.exec(url)?.[1] ?? []);
    const fixes = [...inGit.flatMap(({ fixed }) => fixed ?? []), ...linked].flatMap((oid) => asOid(oid) ?? []);
    const fixed = events(false).flatMap((event) => event.fixed ?? []);
    const introduced = events(false).find((event) => event.introduced !== undefined)?.introduced ?? "0";
    const by = asOid(inGit.find((event) => event.introduced !== undefined)?.introduced ?? "");
    if (fixed.length === 0 || fixes.length === 0) return [];
    const purl = named?.purl;
    const ids = [id, ...aliases].filter((one) => /^(?:CVE|GHSA)-/.test(one));
    return [
      {
        id,
        ids,
        ...(purl === undefined ? {} : { purl }),
        fixes: [...new Set(fixes)],
        fixed,
        introduced,
        ...(by ? { by } : {}),
      },
    ];
  });
}

void main();
