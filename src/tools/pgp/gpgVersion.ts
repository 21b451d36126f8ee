import { execFile } from "node:child_process";

/** The version of the gpg on the PATH (`2.2.40`), or `undefined` when there is none. */
export function gpgVersion(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("gpg", ["--version"], { timeout: 5000 }, (error, stdout) => {
      resolve(error ? undefined : (/^gpg \(.*\) (\S+)/.exec(stdout)?.[1] ?? "unknown"));
    });
  });
}
