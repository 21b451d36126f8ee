import { main } from "../../src/cli";

/** What one run of the command line printed and gave back. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** The one object of `--json`. */
  json<Result = Record<string, unknown>>(): Result;
}

/** Runs the command line in this process, as a script would: nobody can be asked. */
export async function embargo(
  args: readonly string[],
  { cwd, home, input = "" }: { readonly cwd: string; readonly home: string; readonly input?: string },
): Promise<Ran> {
  const printed = { out: "", err: "" };
  const exit = await main(args, {
    cwd,
    env: { EMBARGO_HOME: home },
    interactive: false,
    person: false,
    out: (text) => void (printed.out += `${text}\n`),
    err: (text) => void (printed.err += `${text}\n`),
    input: () => Promise.resolve(input),
  });
  return { exit, ...printed, json: <Result>() => JSON.parse(printed.out) as Result };
}
