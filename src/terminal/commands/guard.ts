import type { Command } from "commander";
import {
  checkPush,
  guardStatus,
  installGuard,
  planGuard,
  planUnguard,
  proveGuard,
  removeGuard,
  verdictText,
} from "../../stages/guard";
import { planOutcome } from "../outcome";
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
    return { json: verdict, text: verdictText(verdict), exit: verdict.verdict === "allow" ? 0 : 1 };
  });
}
