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
  readonly Mapping_Notes?: { readonly Suggestions?: { readonly Suggestion?: unknown } };
  readonly attr: { readonly "@_ID": string; readonly "@_Name": string };
}

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
  const table = {
    version: "4.17",
    weaknesses,
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

void main(process.argv.slice(2));
