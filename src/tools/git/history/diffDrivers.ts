import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The drivers that come with git (gitattributes(5), "Defining a custom hunk-header"), by how a file's name ends. */
const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  ada: ["adb", "ads"],
  bash: ["sh", "bash"],
  cpp: ["c", "cc", "cpp", "cxx", "h", "hh", "hpp"],
  csharp: ["cs"],
  dts: ["dts", "dtsi"],
  elixir: ["ex", "exs"],
  fortran: ["f90", "f95"],
  golang: ["go"],
  java: ["java"],
  kotlin: ["kt", "kts"],
  objc: ["m", "mm"],
  perl: ["pl", "pm"],
  php: ["php"],
  python: ["py", "pyi"],
  ruby: ["rb"],
  rust: ["rs"],
  scheme: ["scm"],
};

const ATTRIBUTES = Object.entries(DRIVERS)
  .flatMap(([driver, endings]) => endings.map((ending) => `*.${ending} diff=${driver}\n`))
  .join("");

/**
 * Runs `work` with the arguments that make git name functions as each language has them. The attributes stand in a file of
 * their own, away from every work tree and repository; it names languages and nothing of the project.
 */
export async function withDiffDrivers<T>(work: (config: readonly string[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "embargo-attributes-"));
  try {
    const file = join(folder, "attributes");
    await writeFile(file, ATTRIBUTES);
    return await work(["-c", `core.attributesFile=${file}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
