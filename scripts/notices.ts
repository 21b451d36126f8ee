import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./suites";

/** A package whose code is in what we ship. */
interface Shipped {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its package.json says. */
  readonly license: string;
  readonly text: string;
}

const DOORS = ["src/extension.ts", "src/editor/face.ts", "src/cli.ts", "src/hook.ts"];
/** Not bundled but shipped as it is, beside the bundles. */
const OWN_FILES = ["openpgp"];
const LICENSE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;

/** The file that `npm run notices` writes. */
export const NOTICES_FILE = join(ROOT, "THIRD-PARTY-NOTICES.md");

/** The text of THIRD-PARTY-NOTICES.md for the packages that the bundles really hold. */
export async function thirdPartyNotices(): Promise<string> {
  const folders = [...(await bundledFolders()), ...OWN_FILES.map((name) => `node_modules/${name}`)];
  const byName = new Map(folders.map(readPackage).map((found) => [`${found.name} ${found.version}`, found]));
  const shipped = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
  const gpl = readFileSync(join(ROOT, "scripts/licenses/GPL-3.0.txt"), "utf8").trim();
  return (
    [
      INTRODUCTION,
      table(shipped),
      ...byText(shipped),
      section("The CWE list", CWE_TERMS),
      section("The words of passphrases", wordListNotice()),
      section("Inside OpenPGP.js", insideOpenPgp()),
      section("GNU General Public License, version 3", gpl),
    ].join("\n\n") + "\n"
  );
}

const INTRODUCTION = `# Third-party notices

Made by \`npm run notices\` from the packages that the bundles of \`npm run build\` hold; do not edit.

OpenPGP.js is under the GNU Lesser General Public License, version 3 or later. It is shipped unchanged as a file of its own,
\`dist/openpgp.cjs\`, which is loaded at run time: put another build of OpenPGP.js 6 in its place to use that one. Its source
is at <https://github.com/openpgpjs/openpgpjs>. The licence and the GNU General Public License it refers to are below.`;

const CWE_TERMS = `Names, descriptions and mapping notes of weaknesses are from the Common Weakness Enumeration, version 4.17.
CWE is a trademark of The MITRE Corporation. Copyright (c) 2006-2025, The MITRE Corporation. MITRE grants a
non-exclusive, royalty-free license to use CWE for research, development and commercial purposes, provided that its
copyright designation and this license are reproduced in every copy: <https://cwe.mitre.org/about/termsofuse.html>`;

async function bundledFolders(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: DOORS,
    absWorkingDir: ROOT,
    outdir: "dist",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", ...OWN_FILES],
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  return [
    ...new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [])),
  ];
}

function readPackage(folder: string): Shipped {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Omit<Shipped, "text">;
  const files = readdirSync(join(ROOT, folder))
    .filter((file) => LICENSE_FILE.test(file))
    .sort();
  if (files.length === 0) throw new Error(`${manifest.name} ships no licence text`);
  const text = files
    .map((file) =>
      readFileSync(join(ROOT, folder, file), "utf8")
        .replace(/\r\n/g, "\n")
        .trim(),
    )
    .join("\n\n");
  return { name: manifest.name, version: manifest.version, license: manifest.license, text };
}

/** The word list is data with a licence of its own, which stands in its file. */
function wordListNotice(): string {
  const list = JSON.parse(readFileSync(join(ROOT, "src/tools/pgp/effLongWordlist.json"), "utf8")) as Record<
    string,
    string
  >;
  return ["title", "by", "origin", "licence", "changes"].map((key) => `${key}: ${list[key]}`).join("\n");
}

/** OpenPGP.js bundles code of others; their notices stand in its readable build, and are lost in the small one we ship. */
function insideOpenPgp(): string {
  const source = readFileSync(join(ROOT, "node_modules/openpgp/dist/node/openpgp.cjs"), "utf8");
  const comments = source.match(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm) ?? [];
  const notices = comments.filter((comment) =>
    /Permission is hereby|Redistribution and use|BSD-style|MIT License/.test(comment),
  );
  return [...new Set(notices.map((notice) => notice.trim()))].join("\n\n");
}

function table(shipped: readonly Shipped[]): string {
  const rows = shipped.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  return ["| package | version | licence |", "|---|---|---|", ...rows].join("\n");
}

/** Each text once, under the names of all packages that share it. */
function byText(shipped: readonly Shipped[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, text } of shipped) names.set(text, [...(names.get(text) ?? []), name]);
  return [...names].map(([text, sharing]) => section(sharing.join(", "), text));
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text.replace(/^/gm, "    ").replace(/ +$/gm, "")}`;
}

if (require.main === module) {
  thirdPartyNotices().then(
    (text) => writeFileSync(NOTICES_FILE, text),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
