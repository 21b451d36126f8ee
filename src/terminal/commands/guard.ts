import type { Command } from "commander";
import {
  allowOnce,
  casesToType,
  checkPush,
  checkText,
  headline,
  guardStatus,
  idsToType,
  installGuard,
  justRefused,
  noticeClone,
  planGuard,
  planPrivateRemote,
  planUnguard,
  proveGuard,
  publicPlace,
  reasonLines,
  removeGuard,
  requireAllowable,
  setPrivateRemoteHere,
  unguarded,
} from "../../stages/guard";
import { EmbargoError } from "../../model/errors";
import { lineFromTerminal } from "../../tools/askOnTerminal";
import { agreed, typedExactly } from "../ask";
import { proofText, statusText } from "../guardText";
import { oneStepOutcome, planOutcome, type Outcome } from "../outcome";
import type { AddVerb, CommonFlags, Session } from "../verb";

export function addGuard(program: Command, add: AddVerb): void {
  const guard = program.command("guard").description("the check of every push from this repository");

  const install = guard
    .command("install")
    .description("check pushes from this repository and its submodules, or repair it")
    .option("--all", "also in the other clones of this project that were seen on this machine");
  add<{ readonly all?: boolean }>(install, async ({ terminal, home }, { dryRun, all }) => {
    if (dryRun) return planOutcome(await planGuard(terminal.cwd));
    const opened = await home();
    for (const { directory, kind } of all ? (await guardStatus(opened, terminal.cwd)).related : []) {
      if (kind === "clone") await installGuard(opened, directory);
    }
    const status = await installGuard(opened, terminal.cwd);
    const text = status.guarded
      ? "Every push from this repository is checked now. Ordinary pushes go through untouched."
      : status.sentence;
    return { json: status, text, exit: status.guarded ? 0 : 1 };
  });

  add(
    guard.command("status").description("whether the guard is in place, in every checkout and clone"),
    async ({ terminal, home }, { dryRun }) => {
      const opened = await home();
      if (!dryRun) await noticeClone(opened, terminal.cwd);
      const status = await guardStatus(opened, terminal.cwd);
      const isWhole = status.guarded && unguarded(status).length === 0;
      return { json: status, text: statusText(status), exit: isWhole ? 0 : 1 };
    },
  );

  add(
    guard.command("prove").description("push a canary to a throw-away remote and see it refused"),
    async ({ terminal, home }) => {
      const proof = await proveGuard(await home(), terminal.cwd);
      return { json: proof, text: proofText(proof), exit: proof.proven ? 0 : 1 };
    },
  );

  add(
    guard.command("remove").description("take the guard out of this repository"),
    async ({ terminal, home }, { dryRun }) => {
      const opened = await home();
      const typed =
        terminal.interactive && !dryRun ? await typeCases(terminal, await casesToType(opened, terminal.cwd)) : [];
      if (dryRun) return planOutcome(await planUnguard(opened, terminal.cwd));
      await removeGuard(opened, terminal.cwd, typed);
      return { json: { removed: true }, text: "Pushes from this repository are no longer checked." };
    },
  );

  const declare = (isPrivate: boolean) => (session: Session, flags: CommonFlags, url: string) =>
    declareRemote(session, flags, { url, isPrivate });
  const byUrl = (name: string, description: string) =>
    guard.command(name).description(description).argument("<address>", "the whole final address of a remote");
  add(byUrl("private", "count an address as private: pushes to it are not checked"), declare(true));
  add(byUrl("public", "count an address as public again"), declare(false));

  const check = guard
    .command("check")
    .description("what the guard would say to a push, without pushing")
    .argument("<remote>", "name or URL")
    .argument("<refspec...>");
  add(check, async ({ terminal, home }, _flags, remoteOrUrl, ...refspecs) => {
    const verdict = await checkPush(await home(), { directory: terminal.cwd, remoteOrUrl, refspecs });
    return { json: verdict, text: checkText(verdict), exit: verdict.verdict === "allow" ? 0 : 1 };
  });

  const once = guard
    .command("allow-once")
    .description("let the push that was just refused through, one time; asks for the case id on the terminal");
  add(once, async ({ terminal, home }, { dryRun }) => {
    const refused = await justRefused(await home(), terminal.cwd);
    requireAllowable(refused);
    if (dryRun) {
      const sentence = "let exactly this push through, one time, within two minutes, when the case id is typed";
      return oneStepOutcome(`${headline(refused)}.`, sentence, reasonLines(refused).join("\n       "));
    }
    terminal.err(`${headline(refused)}.`);
    for (const line of reasonLines(refused)) terminal.err(`  ${line}`);
    terminal.err(`${publicPlace(refused)} What was pushed there cannot be taken back.`);
    const ids = idsToType(refused).includes(" ") ? "the ids of the cases, with spaces between" : "the id of the case";
    const typed = lineFromTerminal(`To let exactly this push through one time, type ${ids}:`);
    if (typed === undefined) {
      throw new EmbargoError(
        "refused",
        "The id of the case is typed by a person, on a terminal; there is none here.",
        "Nothing was let through.",
      );
    }
    await allowOnce(await home(), terminal.cwd, refused, { typed, asked: "terminal" });
    const text = "Make the same push again within two minutes. It is written into the log of the case.";
    return { json: { allowed: true }, text };
  });
}

/** Each open case wants its id typed, by a person. */
async function typeCases(terminal: Session["terminal"], cases: readonly string[]): Promise<readonly string[]> {
  for (const id of cases) {
    await typedExactly(terminal, `Case ${id} is open, and its fix could be pushed. To go on, type its id`, id);
  }
  return cases;
}

/** A person types the address once more; elsewhere the argument is what was typed. */
async function declareRemote(
  { terminal, home }: Session,
  { dryRun, yes }: CommonFlags,
  wish: { readonly url: string; readonly isPrivate: boolean },
): Promise<Outcome> {
  const opened = await home();
  const plan = await planPrivateRemote(opened, terminal.cwd, wish);
  if (dryRun) return planOutcome(plan);
  await agreed(terminal, plan, yes);
  if (wish.isPrivate && terminal.interactive && !yes) {
    await typedExactly(terminal, "Type the address again", wish.url);
  }
  await setPrivateRemoteHere(opened, plan);
  const text = wish.isPrivate
    ? 'Pushes to this address are not checked any more, fixes of open cases included. To take it back: embargo guard public "<address>"'
    : "Pushes to this address are checked again.";
  return { json: { url: wish.url, private: wish.isPrivate }, text };
}
