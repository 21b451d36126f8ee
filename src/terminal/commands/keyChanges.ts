import type { Command } from "commander";
import { EmbargoError } from "../../model/errors";
import { groupFingerprint } from "../../model/ids";
import { planKeyChange, runKeyChange, type KeyChange } from "../../stages/keys";
import { readFirstLine } from "../../tools/descriptor";
import type { RevocationReason } from "../../tools/pgp/keyChanges";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { unlockOwnKey, type PassphraseSource } from "../../tools/pgp/keyStore";
import { agreed, newPassphrase } from "../ask";
import { planOutcome, progress, type Outcome } from "../outcome";
import { wholeNumber, type AddVerb, type CommonFlags, type Session } from "../verb";

interface ChangeFlags extends CommonFlags {
  readonly out?: string;
}

/** The verbs that change one's own key and draft mails to the people who use it. */
export function addKeyChanges(key: Command, add: AddVerb): void {
  const extend = key
    .command("extend")
    .description("let your key end later, and draft mails to the people who have it")
    .option("--years <n>", "counted from today, 1 to 5 (default: 2)", wholeNumber)
    .option("--out <dir>", "where the mail drafts go (default: here)");
  add<ChangeFlags & { readonly years?: number }>(extend, (session, flags) =>
    changeKey(session, flags, { kind: "extend", ...(flags.years === undefined ? {} : { years: flags.years }) }),
  );
  const revoke = key
    .command("revoke")
    .description("say in your key that it must not be used any more, and draft mails to the people who have it")
    .requiredOption("--reason <word>", "compromised, superseded or retired")
    .option("--out <dir>", "where the mail drafts go (default: here)");
  add<ChangeFlags & { readonly reason: string }>(revoke, (session, flags) =>
    changeKey(session, flags, { kind: "revoke", reason: asReason(flags.reason) }),
  );
}

/** `key new --replace`: a new key that the one until now vouches for. */
export async function replaceOwnKey(
  session: Session,
  flags: ChangeFlags & {
    readonly name?: string;
    readonly email?: string;
    readonly years?: number;
    readonly passphrase: boolean;
  },
): Promise<Outcome> {
  const { name, email: mail, years } = flags;
  const wishes = {
    ...(name === undefined ? {} : { name }),
    ...(mail === undefined ? {} : { mail }),
    ...(years === undefined ? {} : { years }),
  };
  const change = { kind: "replace", ...wishes } as const;
  if (!flags.passphrase || flags.dryRun) return changeKey(session, flags, change);
  if (flags.passphraseFd === undefined) {
    return changeKey(session, flags, change, { protect: () => newPassphrase(session.terminal, undefined) });
  }
  // One line on the descriptor opens the key until now and protects the new one.
  const line = await readFirstLine(flags.passphraseFd);
  const source: PassphraseSource = ({ attempt }) => Promise.resolve(attempt === 1 ? line : undefined);
  const unlock = async () => unlockOwnKey(await session.home(), source);
  return changeKey(session, flags, change, { protect: () => Promise.resolve(line), unlock });
}

async function changeKey(
  session: Session,
  flags: ChangeFlags,
  change: KeyChange,
  { protect, unlock }: { readonly protect?: () => Promise<string>; readonly unlock?: () => Promise<UnlockedKey> } = {},
): Promise<Outcome> {
  const { terminal, home, ownKey } = session;
  const plan = await planKeyChange(await home(), change);
  if (flags.dryRun) return planOutcome(plan);
  await agreed(terminal, plan, flags.yes);
  const unlocked = await (unlock?.() ?? ownKey(flags));
  const passphrase = await protect?.();
  const { own, drafts } = await runKeyChange(await home(), plan, {
    ...progress(terminal),
    ownKey: unlocked,
    out: flags.out ?? terminal.cwd,
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  const text = [
    `Your key: ${groupFingerprint(own.fingerprint)}`,
    ...(drafts.length === 0
      ? []
      : [`${drafts.length} mail ${drafts.length === 1 ? "draft" : "drafts"}; you send them:`]),
    ...(terminal.person ? drafts.map((path) => `  ${path}`) : []),
    ...(own.backup === undefined && own.secret !== undefined ? ["Next: keep a copy: embargo key backup FILE"] : []),
  ].join("\n");
  return { json: { fingerprint: own.fingerprint, drafts }, text };
}

function asReason(word: string): RevocationReason {
  if (word === "compromised" || word === "superseded" || word === "retired") return word;
  throw new EmbargoError("usage", "That is no reason.", "Give one of: compromised, superseded, retired");
}
