// The dependency rule, executable: docs/architecture.md shows the picture. Type-only imports count too.

/** Files in `from` may import, of ours, only themselves and `may`. */
const layer = (name, from, ...may) => ({
  name,
  severity: "error",
  from: { path: `^src/${from}` },
  to: { path: "^src/", pathNot: [from, ...may].map((folder) => `^src/${folder}`) },
});

/** Only files under `home` may import `pkg`. */
const owns = (name, pkg, home) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${home}` },
  to: { path: pkg },
});

const packageNamed = (name) => `^(node_modules/)?(@types/)?${name}(/|$)`;

module.exports = {
  forbidden: [
    layer("model-imports-nothing", "model/"),
    layer("tools-know-only-model", "tools/", "model/"),
    layer("stages-know-model-and-tools", "stages/", "model/", "tools/"),
    layer("editor-is-a-face", "editor/", "model/", "tools/", "stages/"),
    layer("terminal-is-a-face", "terminal/", "model/", "tools/", "stages/"),
    {
      name: "stages-do-not-chain",
      comment: "Stages meet only through the case record: stage n writes it, stage n+1 reads it.",
      severity: "error",
      from: { path: "^src/stages/([^/]+)/" },
      to: { path: "^src/stages/([^/]+)/", pathNot: "^src/stages/$1/" },
    },
    { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    owns("vscode-lives-in-the-editor", packageNamed("vscode"), "(editor/|extension\\.ts)"),
    owns("openpgp-lives-in-tools-pgp", packageNamed("openpgp"), "tools/pgp/"),
    owns("simple-git-lives-in-tools-git", packageNamed("simple-git"), "tools/git/"),
    owns("processes-start-in-tools", "^(node:)?child_process$", "tools/(git|pgp)/"),
    owns("files-are-touched-in-tools", "^(node:)?fs(/promises)?$", "tools/"),
    {
      name: "the-hook-stays-light",
      comment: "It runs at pushes: openpgp, prompts and simple-git would cost more than its whole work.",
      severity: "error",
      from: { path: "^src/hook\\.ts$" },
      to: {
        path: packageNamed("(openpgp|@inquirer|simple-git|postal-mime|nodemailer|yaml|commander)"),
        reachable: true,
      },
    },
    {
      name: "browser-safe-core",
      comment: "Door 4 (review in a browser) needs these without Node.",
      severity: "error",
      from: {
        path: "^src/(model/|tools/pgp/)",
        pathNot: "^src/tools/pgp/(contacts|gpg|keyFile|keyStore|ownKey)",
      },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
