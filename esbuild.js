// One bundle per door. Only the extension's two files may leave `vscode` outside: a run-time import of it anywhere
// under cli.ts or hook.ts fails this build (the second lock of the dependency rule).
const { context, build } = require("esbuild");
const { cpSync, rmSync, chmodSync, readdirSync, existsSync } = require("node:fs");
const { join } = require("node:path");

const outdir = join(__dirname, "dist");
const production = process.argv.includes("--production");
const watching = process.argv.includes("--watch");

/** openpgp (LGPL) stays a file of its own that anyone may replace; the editor's face is loaded at the first command. */
const ownFiles = {
  name: "own-files",
  setup(builder) {
    builder.onResolve({ filter: /^openpgp$/ }, () => ({ path: "./openpgp.cjs", external: true }));
    builder.onResolve({ filter: /\/face$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./face.js", external: true } : undefined,
    );
  },
};

const common = {
  bundle: true,
  outdir,
  platform: "node",
  target: "node20",
  format: "cjs",
  supported: { "dynamic-import": false },
  minify: production,
  legalComments: "none",
  sourcemap: production ? false : "linked",
  logLevel: "warning",
  plugins: [ownFiles],
};

const doors = [
  { ...common, entryPoints: { extension: "src/extension.ts", face: "src/editor/face.ts" }, external: ["vscode"] },
  { ...common, entryPoints: { cli: "src/cli.ts" }, banner: { js: "#!/usr/bin/env node" } },
  { ...common, entryPoints: { hook: "src/hook.ts" }, minify: true, sourcemap: false },
];

/** The fourth lock: what a browser will need (door 4) builds without Node. Nothing is written. */
const browserCore = {
  bundle: true,
  write: false,
  platform: "browser",
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  external: ["openpgp"],
  stdin: { contents: browserSafe(), resolveDir: __dirname, loader: "ts" },
};

function browserSafe() {
  const files = ["src/tools/pgp/seal.ts", "src/tools/pgp/unseal.ts", "src/model/confirmation.ts"];
  for (const folder of ["src/model/bundle"]) {
    if (existsSync(folder)) files.push(...readdirSync(folder).map((name) => `${folder}/${name}`));
  }
  return files
    .filter((file) => file.endsWith(".ts") && existsSync(join(__dirname, file)))
    .map((file) => `export * from "./${file.slice(0, -3)}";`)
    .join("\n");
}

function copyFiles() {
  cpSync(join(__dirname, "node_modules/openpgp/dist/node/openpgp.min.cjs"), join(outdir, "openpgp.cjs"));
  for (const folder of ["guard", "private"]) {
    const from = join(__dirname, "src/tools/git", folder);
    if (existsSync(from)) cpSync(from, join(outdir, folder), { recursive: true });
  }
}

async function main() {
  rmSync(outdir, { recursive: true, force: true });
  const contexts = await Promise.all(doors.map((door) => context(door)));
  await Promise.all(contexts.map((one) => one.rebuild()));
  await build(browserCore);
  copyFiles();
  chmodSync(join(outdir, "cli.js"), 0o755);
  if (watching) await Promise.all(contexts.map((one) => one.watch()));
  else await Promise.all(contexts.map((one) => one.dispose()));
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exit(1);
});
