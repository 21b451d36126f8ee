import type { Command } from "commander";
import {
  allowOnce,
  checkPush,
  checkText,
  headline,
  guardStatus,
  idsToType,
  installGuard,
  justRefused,
  planGuard,
  planUnguard,
  proveGuard,
  publicPlace,
  reasonLines,
  removeGuard,
  requireAllowable,
} from "../../stages/guard";
import { EmbargoError } from "../../model/errors";
import { lineFromTerminal } from "../../tools/askOnTerminal";
import { oneStepOutcome, planOutcome } from "../outcome";
import type { AddVerb } from "../verb";

export function addGuard(program: Command, add: AddVerb): void {
  const guard = program.command("guard").description("the check of every push from this repository");

  add(
    guard.command("install").description("check pushes from this repository"),
    async ({ terminal, home }, { dryRun }) => {
      if (dryRun) return planOutcome(await planGuard(terminal.cwd));
      const status = await installGuard(await home(), terminal.cwd);
      return {
        json: status,
        text: "Every push from this repository is checked now. Ordinary pushes go through untouched.",
      };
    },
  );

  add(guard.command("status").description("whether the guard is in place here"), async ({ terminal, home }) => {
    const status = await guardStatus(await home(), terminal.cwd);
    const hint = status.guarded ? [] : ["Put it in place: embargo guard install"];
    return { json: status, text: [status.sentence, ...hint].join("\n"), exit: status.guarded ? 0 : 1 };
  });

  add(
    guard.command("prove").description("push a canary to a throw-away remote and see it refused"),
    async ({ terminal, home }) => {
      const proof = await proveGuard(await home(), terminal.cwd);
      const hint = proof.proven ? [] : ["Put it in place: embargo guard install"];
      return { json: proof, text: [proof.sentence, ...hint].join("\n"), exit: proof.proven ? 0 : 1 };
    },
  );

  add(
    guard.command("remove").description("take the guard out of this repository"),
    async ({ terminal, home }, { dryRun }) => {
      if (dryRun) return planOutcome(await planUnguard(await home(), terminal.cwd));
      await removeGuard(await home(), terminal.cwd);
      return { json: { removed: true }, text: "Pushes from this repository are no longer checked." };
    },
  );

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
