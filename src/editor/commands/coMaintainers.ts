import { window } from "vscode";
import { draftNewAdvisory } from "../../stages/advise/draft";
import { planAdopt, readAdoptFacts, runAdopt } from "../../stages/adopt";
import { planGive, planTake, runGive, runTake } from "../../stages/handover";
import { planOpen, readOpenFacts, runOpen } from "../../stages/open";
import { readNamedFile } from "../../tools/files";
import { openHome } from "../../tools/home";
import { decryptMail } from "../../tools/pgp/decryptMail";
import { listContacts } from "../../tools/pgp/keyStore";
import { chooseCase, chooseClone, chooseContact, chooseFile } from "../choose";
import { ownKeyReady } from "../ownKey";
import { reveal } from "../reveal";
import { answered, describeSteps, runStage } from "../runStage";
import type { Session } from "../session";
import { tell } from "../tell";

const LARGEST = 66 * 1024 * 1024;

/** Takes a patch of the reporter's into the fix, after everything in it was shown. */
export async function importPatch(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const chosen = await answered(
    window.showOpenDialog({
      title: "The patch: saved mails, patch files, a git bundle",
      canSelectMany: true,
      openLabel: "Read",
      filters: { "Mails and patches": ["eml", "patch", "diff", "mbox", "bundle", "gpg", "asc"], "All files": ["*"] },
    }),
  );
  const files = await Promise.all(chosen.map(({ fsPath }) => readNamedFile(fsPath, LARGEST)));
  const decrypt = async (message: Uint8Array | string) => decryptMail(message, [await ownKeyReady(session, home)]);
  const { commits } = await runStage({
    gathering: "Reading the patch",
    plan: async () => planAdopt(await readAdoptFacts(home, id, { files, decrypt })),
    describe: (plan) => {
      const { question, detail } = describeSteps(plan);
      return { question, detail: [plan.files.join("\n"), detail].join("\n\n") };
    },
    button: "Take it in",
    run: (plan, options) => session.quietly(() => runAdopt(home, plan, options)),
  });
  tell(
    `${commits} commits are in the private worktree of ${id}, with their author's name. Read them before you build.`,
  );
}

/** Packs a whole case for a co-maintainer. */
export async function handOver(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const to = await chooseContact(await listContacts(home), "Who takes the case over?");
  const [folder] = await answered(
    window.showOpenDialog({ title: "Where does the file go?", canSelectFolders: true, canSelectFiles: false }),
  );
  const ownKey = await ownKeyReady(session, home);
  const { path } = await runStage({
    gathering: "Reading the case",
    plan: () => planGive(home, id, { to: to.fingerprint }),
    button: "Pack the case",
    run: (plan, options) => runGive(home, plan, { ...options, ownKey, out: folder?.fsPath ?? plan.places.bundles }),
  });
  const show = "Show the file";
  const text = `${id} is packed. You send the file; Embargo does not.`;
  if ((await window.showInformationMessage(text, show)) === show) await reveal(path);
}

/** Takes over a case that a co-maintainer packed. */
export async function takeOver(session: Session): Promise<void> {
  const home = await openHome();
  const directory = await chooseClone();
  const file = await chooseFile("The hand-over of a case", { "Hand-overs": ["gpg"], "All files": ["*"] });
  const message = await readNamedFile(file.fsPath, LARGEST);
  const ownKey = await ownKeyReady(session, home);
  const id = await runStage({
    gathering: "Reading the hand-over",
    plan: () => planTake(home, message, { directory, ownKey }),
    button: "Take it over",
    run: (plan, options) =>
      session.quietly(async () => {
        await runTake(home, plan, options);
        const rest = planOpen(await readOpenFacts(home, { directory, id: plan.record.id }));
        await runOpen(home, rest, { ...options, draftAdvisory: draftNewAdvisory });
        return plan.record.id;
      }),
  });
  tell(`The case ${id} is yours too.`);
}
