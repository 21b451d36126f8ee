import packageJson from "../package.json";
import { runCommandLine } from "./terminal/commandLine";
import { processTerminal, type Terminal } from "./terminal/terminal";

/** Door 2: the command line as a function from arguments to an exit status. */
export function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  return runCommandLine(argv, terminal, packageJson.version);
}

if (require.main === module) {
  void main(process.argv.slice(2), processTerminal()).then((status) => {
    process.exitCode = status;
  });
}
