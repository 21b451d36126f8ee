import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a caller of `code` asked for; paths are absolute. */
export interface LaunchArguments {
  readonly developmentPath: string;
  readonly testsPath: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  /** Every folder counts as trusted. */
  readonly trustAll: boolean;
  /** The folder or `.code-workspace` to open. */
  readonly target?: string;
}

/**
 * Reads the arguments that @vscode/test-electron gives to `code`; those that mean nothing to a server are ignored.
 *
 * Throws an Error when the development or tests path is missing.
 */
export function readLaunchArguments(argv: readonly string[]): LaunchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: "string" },
      extensionTestsPath: { type: "string" },
      "user-data-dir": { type: "string" },
      "extensions-dir": { type: "string" },
      "disable-workspace-trust": { type: "boolean" },
    },
  });
  const path = (value: unknown): string | undefined => (typeof value === "string" ? resolve(value) : undefined);
  const developmentPath = path(values["extensionDevelopmentPath"]);
  const testsPath = path(values["extensionTestsPath"]);
  if (!developmentPath || !testsPath) {
    throw new Error("This launcher needs --extensionDevelopmentPath and --extensionTestsPath.");
  }
  const userDataDir = path(values["user-data-dir"]);
  const extensionsDir = path(values["extensions-dir"]);
  const target = path(positionals[0]);
  return {
    developmentPath,
    testsPath,
    trustAll: values["disable-workspace-trust"] === true,
    ...(userDataDir && { userDataDir }),
    ...(extensionsDir && { extensionsDir }),
    ...(target && { target }),
  };
}
