import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020";

const FIXTURES = join(__dirname, "..", "fixtures");
/** Schemas whose licence does not let them lie here are looked for beside the clone, or where EMBARGO_SCHEMAS points. */
const BESIDE = process.env["EMBARGO_SCHEMAS"] ?? join(__dirname, "..", "..", "..", "shared", "schemas");

const FORMATS = {
  uri: (text: string) => URL.canParse(text),
  "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
};

/**
 * A validator for an official schema (draft 2020-12 or 07); `test/fixtures/README.md` says where each comes from.
 * `undefined` when it lies neither here nor beside the clone: the test says so and is skipped.
 */
export function officialSchema(name: string): ValidateFunction | undefined {
  const path = [FIXTURES, BESIDE].map((folder) => join(folder, name)).find(existsSync);
  if (path === undefined) return undefined;
  const schema = JSON.parse(readFileSync(path, "utf8")) as { $schema?: string };
  const options = { strict: false, allErrors: true, formats: FORMATS, validateSchema: false };
  const ajv = schema.$schema?.includes("draft-07") ? new Ajv(options) : new Ajv2020(options);
  return ajv.compile(withoutInnerDialects(schema));
}

/** The CVE schema carries those of CVSS whole, each with a dialect and id of its own, which ajv would look up. */
function withoutInnerDialects(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      return (key === "$schema" || key === "$id" || key === "id") && typeof value === "string" ? undefined : value;
    }),
  ) as object;
}
