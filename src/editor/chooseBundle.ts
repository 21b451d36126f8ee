import { window } from "vscode";
import type { CaseRecord } from "../model/case";
import { escapeLine } from "../model/escape";
import { groupFingerprint } from "../model/ids";
import { parseBranch, type BundleWishes } from "../stages/bundle";
import { findCase } from "../tools/cases/store";
import { privateBranches } from "../tools/git/privateBranches";
import type { CasePlaces, Home } from "../tools/home";
import { listContacts } from "../tools/pgp/keyStore";
import { answered } from "./runStage";

/** Asks who reads the fix, which branches go along, and what to test; what has one sensible answer is not asked. */
export async function chooseBundle(home: Home, id: string): Promise<BundleWishes> {
  const { record, places } = await findCase(home, id);
  const readers = await chooseReaders(home, record);
  const branches = await chooseBranches(record, places);
  const test = await answered(
    window.showInputBox({
      title: "What should they test? (Enter for nothing)",
      prompt: "It goes into the encrypted file, beside the questions that are always asked.",
      ignoreFocusOut: true,
    }),
  );
  return { ...readers, ...(branches ? { branches: branches.map(parseBranch) } : {}), notes: { test } };
}

/** The reporter whose key is known, without a question; else people whose key is, or words for somebody without one. */
async function chooseReaders(home: Home, { reporter }: CaseRecord): Promise<Pick<BundleWishes, "to" | "passphrase">> {
  const contacts = await listContacts(home);
  const isKnown = contacts.some(
    ({ fingerprint, mail }) => fingerprint === reporter?.fingerprint || (mail !== undefined && mail === reporter?.mail),
  );
  if (isKnown && contacts.length === 1) return { to: [] };
  const people = contacts.map(({ fingerprint, name, mail }) => ({
    label: escapeLine(name ?? mail ?? "Unnamed key"),
    description: groupFingerprint(fingerprint),
    picked: fingerprint === reporter?.fingerprint || (mail !== undefined && mail === reporter?.mail),
    to: [fingerprint] as string[],
  }));
  const withoutKey = {
    label: "A reader without a key",
    description: "seven words open the file; you tell them by telephone",
    picked: people.length === 0,
    to: [] as string[],
  };
  const title = "Who reads the fix? One file is made for each.";
  const picked = await answered(window.showQuickPick([...people, withoutKey], { title, canPickMany: true }));
  return { to: picked.flatMap(({ to }) => to), passphrase: picked.includes(withoutKey) };
}

/** Only asked where the private repository has more than the fix. */
async function chooseBranches(record: CaseRecord, places: CasePlaces): Promise<string[] | undefined> {
  const names = await privateBranches(record, places);
  if (names.length === 0) return undefined;
  const sent = record.bundles.at(-1)?.branches ?? [];
  const choices = names.map((name) => {
    const before = sent.find(({ ref }) => ref === name);
    return { label: name, picked: before !== undefined, value: before ? `${name}:${before.name}` : name };
  });
  const title = "Which branches go along with the fix?";
  return (await answered(window.showQuickPick(choices, { title, canPickMany: true }))).map(({ value }) => value);
}
