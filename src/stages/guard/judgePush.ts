import type { Push, Verdict } from "../../model/push";
import { guardPlaces, readArmed, writeArmed } from "../../tools/git/guardPlaces";
import { openRepository } from "../../tools/git/repository";
import { openHome } from "../../tools/home";
import { openCases } from "../../tools/guard/refresh";
import { addAnswers, logOverride } from "./answers";
import { isPrivatePlace, readClone, type Clone } from "./clone";
import { answeredNoText, explainVerdict, questionText, wordsText } from "./explain";
import { judge, type PushQuestion } from "./judge";
import { parsePushLines } from "./pushLines";
import { useOnce } from "./pushOnce";
import { CANARY } from "./search";
import { recordVerdict } from "./recordedVerdict";

/** The world of one run of the hook. */
export interface HookWorld {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  err(text: string): void;
  /** A person's answer from the controlling terminal; `undefined` when there is none. */
  ask(question: string): Answer | undefined;
}

/** To a question: this push, this push and no more questions about its commits, or not. */
export type Answer = "yes" | "always" | "no";

/** What the hook is told about a push, besides its input. */
export interface HookArguments extends Pick<Push, "remote" | "url"> {
  /** The common git directory. Default: that of the current folder. */
  readonly gitDir?: string;
  /** What the first stage saw of the reflogs (refreshProject). */
  readonly seen?: string;
}

/** Where a git that was told so keeps its objects: what it is about to push can only be read there. */
const OBJECT_PLACES = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];

/**
 * Git's pre-push hook, second stage: judges one push and returns the hook's exit status, 0 to let it pass.
 *
 * @param input - the hook's standard input (githooks(5), "pre-push")
 */
export async function judgePush(asked: HookArguments, input: string, world: HookWorld): Promise<0 | 1> {
  const { remote, url, seen } = asked;
  const gitDir = asked.gitDir || (await openRepository(world.cwd)).gitDir;
  if (await isPrivatePlace(gitDir)) {
    world.err("embargo: refused. This is the private place of an embargoed fix; nothing was sent.");
    return 1;
  }
  const clone = await readClone(gitDir, openHome);
  const refs = parsePushLines(input);
  const push = { remote, url, ...(refs ? { refs } : {}) };
  const verdict = await judge(clone, push, { env: objectPlaces(world), ...(seen ? { seen } : {}) });
  await keepArmed(clone);
  return verdict.verdict === "allow" ? 0 : await stop(clone, push, verdict, world);
}

/** Says no, or asks; what is not let through is recorded for the face that explains it. */
async function stop(clone: Clone, push: PushQuestion, verdict: Verdict, world: HookWorld): Promise<0 | 1> {
  const context = { ...push, wayOut: guardPlaces(clone.gitDir).wayOut };
  if (await useOnce(clone, push, verdict)) return 0;
  const answer = verdict.verdict === "ask" ? askPerson(questionText(verdict, context), world) : undefined;
  if (answer === "yes" || answer === "always") {
    if (answer === "always") await addAnswers(clone, verdict.reasons);
    await logOverride(clone, verdict.reasons, "pushed anyway", "terminal");
    return 0;
  }
  if (verdict.verdict === "ask" && answer === undefined && !isEditor(world) && onlyWords(verdict)) {
    world.err(wordsText(verdict));
    return 0;
  }
  if (!verdict.reasons.some((reason) => reason.case === CANARY)) await recordVerdict(clone, push, verdict);
  world.err(answer === "no" ? answeredNoText(verdict) : explainVerdict(verdict, context));
  return 1;
}

function askPerson(question: string, world: HookWorld): Answer | undefined {
  return !isEditor(world) && mayAsk(world) ? world.ask(question) : undefined;
}

function onlyWords({ reasons }: Verdict): boolean {
  return reasons.every(({ test }) => test === "word");
}

/** A push from the editor may still have a terminal, which nobody looks at: its window asks instead. */
function isEditor({ env }: HookWorld): boolean {
  return Boolean(env.VSCODE_GIT_COMMAND);
}

/** `GIT_TERMINAL_PROMPT` off is git's own way of saying that nobody is there (git(1)). */
function mayAsk({ env }: HookWorld): boolean {
  return !/^(0|false|no|off)$/i.test(env.GIT_TERMINAL_PROMPT ?? "");
}

function objectPlaces({ env }: HookWorld): Record<string, string> {
  return Object.fromEntries(OBJECT_PLACES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** Tells this clone of cases that were opened from another one; what it knows it never forgets here. */
async function keepArmed({ gitDir, project }: Clone): Promise<void> {
  const armed = await readArmed(gitDir);
  const fresh = (await openCases(project)).filter((id) => !armed.includes(id));
  if (fresh.length > 0) await writeArmed(gitDir, [...armed, ...fresh]);
}
