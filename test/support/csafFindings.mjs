// Reads CSAF 2.0 documents as a JSON list from standard input and writes what csaf-validator-lib finds in each. A process
// of its own, because each of its tests compiles schemas when it is imported. The tests that ask the network for every
// address in the document (6.3.6, 6.3.7) and the one that needs a dictionary (6.3.8) are left out.
import { text } from "node:stream/consumers";
import * as informative from "@secvisogram/csaf-validator-lib/informativeTests.js";
import * as mandatory from "@secvisogram/csaf-validator-lib/mandatoryTests.js";
import * as optional from "@secvisogram/csaf-validator-lib/optionalTests.js";
import * as schema from "@secvisogram/csaf-validator-lib/schemaTests.js";

const LEFT_OUT = /_6_3_(?:6|7|8)$/;
const groups = { schema, mandatory, optional, informative };
const tests = Object.entries(groups).flatMap(([group, all]) =>
  Object.entries(all)
    .filter(([name, test]) => typeof test === "function" && !LEFT_OUT.test(name) && !/2_1/.test(name))
    .map(([name, test]) => ({ group, name, test })),
);

const documents = JSON.parse(await text(process.stdin));
const findings = [];
for (const document of documents) {
  const found = [];
  for (const { group, name, test } of tests) {
    const { errors = [], warnings = [], infos = [] } = await test(document);
    for (const one of [...errors, ...warnings, ...infos]) found.push(`${group} ${name}: ${JSON.stringify(one)}`);
  }
  findings.push(found);
}
process.stdout.write(JSON.stringify({ tests: tests.length, findings }));
