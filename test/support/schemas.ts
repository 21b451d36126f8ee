import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020";

const FIXTURES = join(__dirname, "..", "fixtures");

/** A validator for an official schema; `test/fixtures/README.md` says where each comes from. */
export function officialSchema(name: string): ValidateFunction {
  const formats = {
    uri: (text: string) => URL.canParse(text),
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
  return ajv.compile(JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as object);
}
