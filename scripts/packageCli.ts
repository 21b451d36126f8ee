import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
/** What the command line needs at run time; everything else is in the bundles already. */
const PROGRAM = ["cli.js", "hook.js", "openpgp.cjs", "guard", "private"];
const TEXTS = ["README.md", "LICENSE", "THIRD-PARTY-NOTICES.md"];

/**
 * Packs the command line alone, as a package that depends on no other: `npx ./embargo-<version>.tgz review FILE` works
 * wherever Node is. Uses the bundles in `dist`.
 *
 * @returns the path of the .tgz in `out`
 */
export function packCli(out: string): string {
  const { name, version, license, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const staged = mkdtempSync(join(tmpdir(), "embargo-pack-"));
  try {
    mkdirSync(join(staged, "dist"));
    for (const part of PROGRAM) cpSync(join(ROOT, "dist", part), join(staged, "dist", part), { recursive: true });
    for (const text of TEXTS) cpSync(join(ROOT, text), join(staged, text));
    const description = "Review and write security fixes privately: the command line of Embargo.";
    const node = { node: ">=20", ...(engines as object), vscode: undefined };
    const manifest = { name, version, description, license, bin: { embargo: "dist/cli.js" }, engines: node };
    writeFileSync(join(staged, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    mkdirSync(out, { recursive: true });
    const args = ["pack", "--silent", "--pack-destination", out, staged];
    const file = execFileSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" }).trim();
    return join(out, file);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

if (process.argv[1] === __filename) {
  execFileSync(process.execPath, ["esbuild.js", "--production"], { cwd: ROOT, stdio: "inherit" });
  console.log(packCli(ROOT));
}
