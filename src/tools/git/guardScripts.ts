import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { programDir } from "../program";
import { COMMIT_HOOKS } from "./hookNames";
import { git } from "./run";

/** Each runs what git would have run without us, pre-push after the guard. */
const CLIENT_HOOKS = [...COMMIT_HOOKS, "pre-auto-gc", "pre-push"];

/** Hooks that git calls very often, or on a server: passed on only where the repository has one. */
const RARE_HOOKS = [
  "post-index-change",
  "post-receive",
  "post-update",
  "pre-receive",
  "proc-receive",
  "push-to-checkout",
  "reference-transaction",
  "sendemail-validate",
  "update",
];

/** How every script of ours begins, of this version and of others. */
const OUR_HEAD = /^#!\/bin\/sh\n# (?:The push guard, first stage|The hook that git would have run without Embargo)/;

/** The installed scripts, each made of the parts in `guard/`. */
export type GuardScripts = Record<"pre-push" | "chain" | "second-line" | "remove.sh", string>;

/**
 * Reads the scripts that belong to this version of Embargo.
 *
 * @throws EmbargoError `program-missing` when Embargo was not built
 */
export async function readGuardScripts(): Promise<GuardScripts> {
  const folder = join(programDir(), "guard");
  const [stage1, chain, secondLine, remove] = await Promise.all(
    ["stage1", "chain", "secondLine", "remove"].map((name) => readFile(join(folder, `${name}.sh`), "utf8")),
  ).catch((error: unknown) => {
    throw new EmbargoError("program-missing", "The guard's scripts are missing.", "Install Embargo again.", error);
  });
  return {
    "pre-push": `${stage1}\n${chain}`,
    chain: chain!,
    "second-line": `${secondLine}\n${stage1}`,
    "remove.sh": remove!,
  };
}

/** Which script each text is one of: of this version, of the version that put the guard in, or neither. */
export type ScriptOrigin = (name: keyof GuardScripts, text: string | undefined) => "current" | "older" | "foreign";

/** The scripts as a list of their sums, in the form of sha256sum(1). */
export function scriptSums(scripts: GuardScripts): string {
  return Object.entries(scripts)
    .map(([name, text]) => `${sumOf(text)}  ${name}\n`)
    .join("");
}

/**
 * Tells scripts apart.
 *
 * @param sums - the list that was written when the guard was put in; empty when there is none
 */
export function scriptOrigin(scripts: GuardScripts, sums: string): ScriptOrigin {
  const written = sums.split("\n");
  return (name, text) => {
    if (text === undefined) return "foreign";
    if (text === scripts[name]) return "current";
    return written.includes(`${sumOf(text)}  ${name}`) ? "older" : "foreign";
  };
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a hook's text is a script of ours, of whichever version. */
export function isGuardScript(text: string): boolean {
  return OUR_HEAD.test(text);
}

/** Whether git has a hook of this name that we pass on. */
export function isHookName(name: string): boolean {
  return CLIENT_HOOKS.includes(name) || RARE_HOOKS.includes(name);
}

/** The hooks that the guard's folder holds in this repository. */
export async function guardHookNames(gitDir: string): Promise<string[]> {
  const chained = await git(["config", "--type=path", "--get-all", "core.hooksPath"], { gitDir, expect: [1] });
  const folders = chained.stdout.toString("utf8").split("\n").filter(Boolean);
  const own = join(gitDir, "embargo", "hooks");
  const others = [join(gitDir, "hooks"), ...folders].filter((folder) => folder !== own);
  const lists = await Promise.all(others.map((dir) => readdir(dir).catch(() => [])));
  return [...CLIENT_HOOKS, ...RARE_HOOKS.filter((name) => lists.flat().includes(name))];
}
