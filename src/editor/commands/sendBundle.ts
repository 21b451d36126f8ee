import { env, window } from "vscode";
import {
  planBundle,
  readBundleFacts,
  runBundle,
  type BundleFacts,
  type BundlePlan,
  type BundleWishes,
  type ProveBundle,
} from "../../stages/bundle";
import { proveBundle } from "../../stages/confirm";
import type { CaseId } from "../../model/ids";
import { openHome, type Home } from "../../tools/home";
import { chooseCase } from "../choose";
import { chooseBundle } from "../chooseBundle";
import { currentAdvisory } from "../currentAdvisory";
import { ownKeyReady } from "../ownKey";
import { reveal } from "../reveal";
import { runStage, watched } from "../runStage";
import type { Session } from "../session";

/** Makes the encrypted file for the reporter. The own key is made on first use; the person sends the mail. */
export async function sendToReporter(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const wishes = await chooseBundle(home, id);
  const ownKey = await ownKeyReady(session, home);
  await currentAdvisory(home, id);
  const prove: ProveBundle = (message, made, isWhole) => proveBundle(home, message, made, isWhole);
  const made = await runStage({
    gathering: "Packing the fix",
    plan: async () => planBundle(await packed(home, id, wishes)),
    describe: describeBundle,
    button: "Make bundle",
    run: (plan, options) => runBundle(home, plan, { ...options, ownKey, prove }),
  });
  session.refresh();
  if (made.passphrase !== undefined) await showWords(made.passphrase);
  const show = "Show the files";
  const text = `Version ${made.version} of ${id} is ready, with a mail draft and your public key beside it. Next: send the mail; Embargo sends nothing.`;
  const first = made.files[0];
  if ((await window.showInformationMessage(text, show)) === show && first) await reveal(first.path);
}

/** Packs while the person watches, and stops when they say so: a large fix takes a while. */
function packed(home: Home, id: CaseId, wishes: BundleWishes): Thenable<BundleFacts> {
  return watched("Packing the fix", ({ signal, report }) =>
    readBundleFacts(home, id, wishes, { signal, onProgress: (message) => report(message) }),
  );
}

/** The only time that the words are shown; in a dialog, because notifications are kept. */
async function showWords(words: string): Promise<void> {
  const detail = `${words}\n\nThey are shown this once. Tell them by telephone or in a chat, never in the mail that carries the file.`;
  const copy = "Copy";
  if ((await window.showInformationMessage("The seven words", { modal: true, detail }, copy)) === copy) {
    await env.clipboard.writeText(words);
  }
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
