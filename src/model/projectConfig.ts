import { decode } from "./advisory/decode";
import type { Finding } from "./advisory/finding";
import { readYaml } from "./advisory/readYaml";
import { line, listOf, matching, oneOf, record, type Decoded } from "./advisory/shape";
import { EmbargoError } from "./errors";
import { asInstant } from "./ids";

/** The name of the file, at the top of the public repository. It holds nothing secret. */
export const PROJECT_CONFIG_FILE = ".embargo.yml";

/** More is no configuration. */
export const MAX_PROJECT_CONFIG_BYTES = 64 * 1024;

const webAddress = matching(
  (value) => /^https:\/\/\S+$/.test(value) && URL.canParse(value),
  "a web address, https://…",
);
const uuid = matching(
  (value) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value),
  "the id of an organisation at CVE, a UUID of version 4 in lower case",
);

/** All keys there are. */
const PROJECT_CONFIG = record({
  /** Who publishes the advisories (CSAF 2.0, document.publisher; CVE record format, providerMetadata). */
  publisher: record({
    name: line,
    namespace: webAddress,
    category: oneOf("coordinator", "discoverer", "other", "translator", "user", "vendor"),
    contact: line,
    cve_org_id: uuid,
    cve_short_name: line,
  }),
  /** The command that makes a new worktree ready to work in; shown, and run only after a yes. */
  setup: line,
  /** The public branches that get fixes, such as main and 4.2.x. Default: the one of the fix, and those called like a release. */
  supported: listOf(line),
  /** Days on which nobody should have to update: 2026-12-24, or 12-24 for every year. */
  holidays: listOf(matching(isDay, "a day, such as 2026-12-24, or 12-24 for every year")),
});

/** What a project says of itself in `.embargo.yml`; everything may be missing. */
export type ProjectConfig = Decoded<typeof PROJECT_CONFIG>;

/** A project without the file. */
export const NO_PROJECT_CONFIG: ProjectConfig = {
  publisher: {
    name: undefined,
    namespace: undefined,
    category: undefined,
    contact: undefined,
    cve_org_id: undefined,
    cve_short_name: undefined,
  },
  setup: undefined,
  supported: [],
  holidays: [],
};

/**
 * Reads `.embargo.yml`, strictly: an unknown key or a wrong value is an error, not a default.
 *
 * @throws EmbargoError `config-invalid` with the line of the first problem
 */
export async function parseProjectConfig(text: string): Promise<ProjectConfig> {
  const yaml = await readYaml(text.replace(/^\ufeff/, ""), 1);
  if (yaml.findings[0]) throw invalid(yaml.findings[0]);
  if (!yaml.tree) return NO_PROJECT_CONFIG;
  const { value, findings } = decode(yaml.tree, PROJECT_CONFIG);
  if (findings[0]) throw invalid(findings[0]);
  return value;
}

function invalid({ line: at, message, hint }: Finding): EmbargoError {
  return new EmbargoError(
    "config-invalid",
    `Line ${at} of ${PROJECT_CONFIG_FILE} cannot be used.`,
    `Correct it: ${message} ${hint}`,
  );
}

function isDay(value: string): boolean {
  const [, year = "2024", day] = /^(?:(\d{4})-)?(\d{2}-\d{2})$/.exec(value) ?? [];
  return day !== undefined && asInstant(`${year}-${day}T00:00:00Z`) !== undefined;
}
