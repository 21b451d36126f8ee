import { Uri, window } from "vscode";
import { escapeLine } from "../../model/escape";
import { groupFingerprint } from "../../model/ids";
import { backUpOwnKey, planKeyChange, runKeyChange, type KeyChange } from "../../stages/keys";
import { openHome } from "../../tools/home";
import { listGpgChoices, useGpgForOwnKey } from "../../tools/pgp/gpgOwnKey";
import { findGpgPrograms } from "../../tools/pgp/gpgPrograms";
import { keyNotices } from "../../tools/pgp/keyNotices";
import { readOwnKey, unlockOwnKey } from "../../tools/pgp/keyStore";
import { EmbargoError } from "../../model/errors";
import { askNewPassphrase, passphraseSource, rememberPassphrase } from "../ownKey";
import { agreed, answered, runStage } from "../runStage";
import type { Session } from "../session";
import { tell } from "../tell";

/** Saves the secret key to a file of the person's choice, readable by them alone. */
export async function backUpKey(): Promise<void> {
  const target = await answered(
    window.showSaveDialog({ title: "Save a copy of my secret key", filters: { "OpenPGP keys": ["asc"] } }),
  );
  const { isProtected } = await backUpOwnKey(await openHome(), target.fsPath);
  const opens = isProtected ? "It opens with your key's passphrase." : "It has no passphrase.";
  tell(`Saved, readable by you alone. ${opens} Keep it where a failure of this disk does not reach it.`);
}

/** Uses a key that is in the person's gpg; no secret leaves gpg. */
export async function useGpgKey(session: Session): Promise<void> {
  const home = await openHome();
  const choices = await listGpgChoices(await findGpgPrograms());
  if (choices.length === 0) {
    throw new EmbargoError(
      "key-missing",
      "No gpg of this machine has a secret key that signs and decrypts.",
      "For a card, put it in once and run gpg --card-status.",
    );
  }
  const items = choices.map((choice) => ({
    label: escapeLine(choice.userId),
    description: groupFingerprint(choice.fingerprint),
    detail: `${choice.gpg.program}, version ${choice.gpg.version}, home ${choice.gpg.home}`,
    choice,
  }));
  const { choice } = await answered(window.showQuickPick(items, { title: "Which key in gpg is yours?" }));
  const own = await readOwnKey(home);
  const replace = own !== undefined && own.fingerprint !== choice.fingerprint;
  const detail = [
    groupFingerprint(choice.fingerprint),
    "gpg is asked to sign and to decrypt once; it may ask for your passphrase or card.",
    ...(replace ? ["Your key until now stays for reading what was sent to it."] : []),
  ].join("\n\n");
  await agreed("Use this key as your own?", detail, "Use this key");
  await useGpgForOwnKey(home, choice, { replace });
  session.refresh();
  tell(`Your key is ${groupFingerprint(choice.fingerprint)}, and stays in gpg.`);
}

/** Extends, replaces or revokes the own key, and drafts mails to the people who have it. */
export async function changeKey(session: Session): Promise<void> {
  const home = await openHome();
  const notices = (await keyNotices(home)).filter(({ whose }) => whose === "own").map(({ sentence }) => sentence);
  const changes: { readonly label: string; readonly detail: string; readonly change: KeyChange }[] = [
    { label: "Extend it", detail: "Two more years from today; its fingerprint stays.", change: { kind: "extend" } },
    {
      label: "Put a new key in its place",
      detail: "The one until now signs it, and stays for reading.",
      change: { kind: "replace" },
    },
    {
      label: "Revoke it: somebody else may have it",
      detail: "Cannot be undone.",
      change: { kind: "revoke", reason: "compromised" },
    },
    {
      label: "Revoke it: I use it no longer",
      detail: "Cannot be undone.",
      change: { kind: "revoke", reason: "retired" },
    },
  ];
  const title = ["What shall become of your key?", ...notices.map(escapeLine)].join(" ");
  const { change } = await answered(window.showQuickPick(changes, { title }));
  const [folder] = await answered(
    window.showOpenDialog({
      title: "Where do the mail drafts go?",
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: "Choose",
    }),
  );
  const passphrase = change.kind === "replace" ? await askNewPassphrase() : undefined;
  const { source, remember } = passphraseSource(session);
  const { own, drafts } = await runStage({
    gathering: "Reading your key",
    plan: () => planKeyChange(home, change),
    button: { extend: "Extend", replace: "Make the new key", revoke: "Revoke" }[change.kind],
    run: async (plan, options) => {
      const ownKey = await unlockOwnKey(home, source);
      await remember();
      const out = (folder ?? Uri.file(home.dir)).fsPath;
      return runKeyChange(home, plan, { ...options, ownKey, out, ...(passphrase === undefined ? {} : { passphrase }) });
    },
  });
  if (passphrase !== undefined) await rememberPassphrase(session, own.fingerprint, passphrase);
  session.refresh();
  tell(`Your key is ${groupFingerprint(own.fingerprint)}. ${drafts.length} mail drafts wait for you to send them.`);
}
