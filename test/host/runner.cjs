// Runs inside the extension host in place of the real tests. It gives launch.ts what a web workbench does not: the output
// of the tests, unmixed, and the proof that they came to an end. A workbench reports a dead extension host as success.
const { appendFileSync } = require("node:fs");
const { format } = require("node:util");

const report = (kind, value) => appendFileSync(process.env.EMBARGO_HOST_REPORT, JSON.stringify([kind, value]) + "\n");

// The host's console has read-only methods, so the whole object is replaced.
const own = Object.create(globalThis.console);
for (const [method, stream] of Object.entries({ log: "out", info: "out", debug: "out", warn: "err", error: "err" })) {
  Object.defineProperty(own, method, { value: (...args) => report(stream, format(...args) + "\n") });
}
globalThis.console = own;

exports.run = async () => {
  try {
    await require(process.env.EMBARGO_HOST_TESTS).run();
    report("end", 0);
  } catch (error) {
    report("err", `${error?.stack ?? error}\n`);
    report("end", 1);
    throw error;
  }
};
