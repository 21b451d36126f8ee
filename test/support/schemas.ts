import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020";

/** Where the official schemas lie: `EMBARGO_SCHEMAS`, else beside the repository. */
const FOLDER = process.env.EMBARGO_SCHEMAS ?? resolve(import.meta.dirname, "../../../shared/schemas");

/**
 * A validator for an official schema. Where the file is not there the running test is skipped with a notice; in CI that
 * is a failure.
 */
export function officialSchema(test: Mocha.Context, name: string): ValidateFunction {
  const file = join(FOLDER, name);
  if (!existsSync(file)) {
    if (process.env.CI)
      throw new Error(`${name} is not there; set EMBARGO_SCHEMAS to the folder of the official schemas`);
    console.warn(`      skipped: ${name} is not there (EMBARGO_SCHEMAS)`);
    return test.skip();
  }
  const formats = {
    uri: (text: string) => URL.canParse(text),
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
}
