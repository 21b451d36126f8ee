import { window } from "vscode";
import { planBundle, readBundleFacts, runBundle, type BundlePlan, type ProveBundle } from "../../stages/bundle";
import { proveBundle } from "../../stages/confirm";
import type { CaseId } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import { openHome, type Home } from "../../tools/home";
import { listContacts } from "../../tools/pgp/keyStore";
import { chooseCase, chooseContact } from "../choose";
import { currentAdvisory } from "../currentAdvisory";
import { ownKeyReady } from "../ownKey";
import { reveal } from "../reveal";
import { runStage } from "../runStage";
import type { Session } from "../session";

/** Makes the encrypted file for the reporter. The own key is made on first use; the person sends the mail. */
export async function sendToReporter(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const to = await chooseReaders(home, id);
  const ownKey = await ownKeyReady(session, home);
  await currentAdvisory(home, id);
  const prove: ProveBundle = (message, made, isWhole) => proveBundle(home, message, made, isWhole);
  const made = await runStage({
    gathering: "Packing the fix",
    plan: async () => planBundle(await readBundleFacts(home, id, { to })),
    describe: describeBundle,
    button: "Make bundle",
    run: (plan, options) => runBundle(home, plan, { ...options, ownKey, prove }),
  });
  session.refresh();
  const show = "Show the files";
  const text = `Version ${made.version} of ${id} is ready, with a mail draft and your public key beside it. Next: send the mail; Embargo sends nothing.`;
  const first = made.files[0];
  if ((await window.showInformationMessage(text, show)) === show && first) await reveal(first.path);
}

/** The reporter of the case, by not naming anybody; where none is known, somebody whose key is. */
async function chooseReaders(home: Home, id: CaseId): Promise<string[]> {
  if ((await findCase(home, id)).record.reporter) return [];
  return [(await chooseContact(await listContacts(home), "Who reads the fix?")).fingerprint];
}

/** Who gets it, what it holds, what it asks and what is made: everything before it is signed. */
function describeBundle({ title, to, holds, asks, makes, notes }: BundlePlan) {
  const lines = [
    ...to.map((reader) => `To: ${reader}`),
    `Holds: ${holds}`,
    `Asks: ${asks.join(" ")}`,
    `Makes: ${makes}`,
  ];
  return { question: title, detail: [...lines, ...notes].map(asParagraph).join("\n\n") };
}

/** Columns of a terminal become lines of a dialog. */
function asParagraph(line: string): string {
  return line.replace(/ {3,}/g, "\n");
}
