// Runs in the extension host in place of tests: prints how long two extensions took to load and start, and what of ours was
// loaded before anybody asked for anything.
const { statSync } = require("node:fs");
const { join, sep } = require("node:path");
const { extensions } = require("vscode");

const DIST = join(__dirname, "..", "dist") + sep;

exports.run = async () => {
  for (const id of ["vscode.git", "embargo.embargo"]) await extensions.getExtension(id).activate();
  const loaded = Object.keys(require.cache).filter((path) => path.startsWith(DIST));
  const bytes = loaded.reduce((sum, path) => sum + statSync(path).size, 0);
  console.log(`PROBE ${JSON.stringify({ git: spent("vscode.git"), embargo: spent("embargo.embargo"), bytes })}`);
};

/** Milliseconds for loading the code and for activating, from the marks the workbench sets itself. */
function spent(id) {
  const marks = globalThis.MonacoPerformanceMarks.getMarks();
  const at = (moment) => marks.find(({ name }) => name === `code/extHost/${moment}/${id}`)?.startTime;
  const between = (what) => at(`did${what}`) - at(`will${what}`);
  return between("LoadExtensionCode") + between("ActivateExtension");
}
