/**
 * Writes `src/model/advisory/cwe.json` anew from two npm packages that carry the catalogue of weaknesses (CWE, MITRE):
 * names and mapping usage of the newest version from csaf-validator-lib, descriptions, relations and categories from
 * cwe-sdk, which is too large to be installed for everybody:
 *
 *     npm install --prefix /tmp/cwe cwe-sdk && node --import tsx scripts/cweTable.ts /tmp/cwe/node_modules/cwe-sdk
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";

interface Weakness {
  readonly id: string;
  readonly name: string;
  readonly usage: string;
  readonly status: string;
}

interface Entry {
  readonly Description?: string;
  readonly Summary?: string;
  readonly Mapping_Notes?: { readonly Comments?: string; readonly Suggestions?: { readonly Suggestion?: unknown } };
  readonly Related_Weaknesses?: { readonly Related_Weakness: unknown };
  readonly Relationships?: { readonly Has_Member?: unknown };
  readonly Members?: { readonly Has_Member?: unknown };
  readonly attr: { readonly "@_ID": string; readonly "@_Name": string };
}

interface Related {
  readonly attr: { readonly "@_CWE_ID": string; readonly "@_Nature"?: string; readonly "@_View_ID"?: string };
}

/** At most as many as a person reads through. */
const MOST_NARROWER = 24;
/** The view of the list that relates all weaknesses, and the one for published vulnerabilities. */
const [RESEARCH, PUBLISHED] = ["1000", "1003"];

/** It ships no types. */
const CATALOG: string = "@secvisogram/csaf-validator-lib/lib/cwec/4.17.js";

const USAGE: Readonly<Record<string, string>> = {
  Allowed: "a",
  "Allowed-with-Review": "r",
  Discouraged: "d",
  Prohibited: "p",
};

async function main([sdk]: readonly string[]): Promise<void> {
  if (sdk === undefined) throw new Error("Name the folder of cwe-sdk.");
  const { default: catalog } = (await import(CATALOG)) as {
    default: { weaknesses: readonly Weakness[] };
  };
  const archive = JSON.parse(readFileSync(join(sdk, "raw", "cwe-archive.json"), "utf8")) as {
    Weakness_Catalog: Record<"Weaknesses" | "Categories" | "Views", Record<string, readonly Entry[]>>;
  };
  const { Weaknesses, Categories, Views } = archive.Weakness_Catalog;
  const described = new Map(Weaknesses["Weakness"]!.map((entry) => [entry.attr["@_ID"], entry]));
  const weaknesses = Object.fromEntries(
    catalog.weaknesses.map(({ id, name, usage, status }) => {
      const number = id.replace("CWE-", "");
      const entry = described.get(number);
      const letter = status === "Deprecated" ? "x" : USAGE[usage];
      return [number, [name, letter, firstSentence(entry?.Description ?? ""), ...suggested(entry)]];
    }),
  );
  const idsOf = (entries: readonly Entry[]) => entries.map(({ attr }) => Number(attr["@_ID"])).sort((a, b) => a - b);
  const usage = new Map(catalog.weaknesses.map((one) => [one.id.replace("CWE-", ""), one.usage]));
  const children = childrenOf(Weaknesses["Weakness"]!);
  const isUsual = usualIn(Weaknesses["Weakness"]!, Views["View"]!);
  const deprecated = catalog.weaknesses.filter(({ status }) => status === "Deprecated").map(({ id }) => id.slice(4));
  const narrowed: [id: string, first: string[]][] = [
    ...[...usage].flatMap(([id, how]): [string, string[]][] =>
      USAGE[how] === "d" || USAGE[how] === "p" ? [[id, children.get(id) ?? []]] : [],
    ),
    ...deprecated.map((id): [string, string[]] => [id, named(described.get(id)?.Description)]),
    ...Categories["Category"]!.map((entry): [string, string[]] => [entry.attr["@_ID"], membersOf(entry)]),
  ];
  const isUsable = (id: string) => !deprecated.includes(id) && ["a", "r"].includes(USAGE[usage.get(id) ?? ""] ?? "");
  const narrower = Object.fromEntries(
    narrowed
      .map(
        ([id, first]) =>
          [
            id,
            usableBelow(id, first, children, isUsable)
              .sort((a, b) => isUsual(b) - isUsual(a))
              .slice(0, MOST_NARROWER),
          ] as const,
      )
      .filter(([, ids]) => ids.length > 0),
  );
  const table = {
    version: "4.17",
    weaknesses,
    usual: Object.keys(weaknesses).map(Number).filter(isUsual),
    narrower,
    categories: idsOf([...Categories["Category"]!, ...Views["View"]!]),
  };
  const text = await format(JSON.stringify(table), { parser: "json", printWidth: 400 });
  writeFileSync(join(__dirname, "..", "src", "model", "advisory", "cwe.json"), text);
}

function firstSentence(text: string): string {
  const flat = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return /^.*?[.](?= [A-Z]|$)/.exec(flat)?.[0] ?? flat;
}

/** Ids that MITRE names instead of a weakness that should not be mapped to. */
function suggested(entry: Entry | undefined): number[] {
  const list = [entry?.Mapping_Notes?.Suggestions?.Suggestion ?? []].flat() as { attr?: { "@_CWE_ID"?: string } }[];
  return list.flatMap(({ attr }) => (attr?.["@_CWE_ID"] ? [Number(attr["@_CWE_ID"])] : []));
}

function childrenOf(entries: readonly Entry[]): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const { Related_Weaknesses: related, attr } of entries) {
    for (const { attr: to } of [related?.Related_Weakness ?? []].flat() as Related[]) {
      if (to["@_Nature"] !== "ChildOf" || to["@_View_ID"] !== RESEARCH) continue;
      children.set(to["@_CWE_ID"], [...(children.get(to["@_CWE_ID"]) ?? []), attr["@_ID"]]);
    }
  }
  return children;
}

/** 1 for a weakness that published vulnerabilities are mapped to, 0 for others. */
function usualIn(entries: readonly Entry[], views: readonly Entry[]): (id: number) => number {
  const view = views.find(({ attr }) => attr["@_ID"] === PUBLISHED);
  const usual = entries.filter(({ Related_Weaknesses: related }) =>
    ([related?.Related_Weakness ?? []].flat() as Related[]).some(({ attr }) => attr["@_View_ID"] === PUBLISHED),
  );
  const members = ([view?.Members?.Has_Member ?? []].flat() as Related[]).map(({ attr }) => attr["@_CWE_ID"]);
  const ids = new Set([...members, ...usual.map(({ attr }) => attr["@_ID"])].map(Number));
  return (id) => Number(ids.has(id));
}

/** A category's members; of one without, the weaknesses that its notes point to. */
function membersOf({ Relationships, Mapping_Notes }: Entry): string[] {
  const members = ([Relationships?.Has_Member ?? []].flat() as Related[]).map(({ attr }) => attr["@_CWE_ID"]);
  return members.length > 0 ? members : named(Mapping_Notes?.Comments);
}

function named(text = ""): string[] {
  return [...text.matchAll(/CWE-(\d+)/g)].map(([, number]) => number!);
}

/** The nearest weaknesses below `first` that a flaw may be mapped to; those of one level before those of the next. */
function usableBelow(
  id: string,
  first: readonly string[],
  children: ReadonlyMap<string, readonly string[]>,
  isUsable: (id: string) => boolean,
): number[] {
  const seen = new Set([id]);
  const found: number[] = [];
  for (let level = first; level.length > 0;) {
    const fresh = [...new Set(level)].filter((one) => !seen.has(one));
    for (const one of fresh) seen.add(one);
    found.push(...fresh.filter(isUsable).map(Number));
    level = fresh.filter((one) => !isUsable(one)).flatMap((one) => children.get(one) ?? []);
  }
  return found;
}

void main(process.argv.slice(2));
