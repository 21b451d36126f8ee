import { window } from "vscode";
import { publicWorkSentence } from "../../stages/overview/publicWorkSentence";
import {
  changeRemotes,
  fetchPublicWork,
  planAcceptHome,
  planAllowRemote,
  planFetch,
  planRevokeRemote,
} from "../../stages/place";
import { findCase } from "../../tools/cases/store";
import { openHome, ownHomePath } from "../../tools/home";
import { acceptPlace } from "../../tools/homePlace";
import { chooseCase, openClones } from "../choose";
import { answered, runStage } from "../runStage";
import type { Session } from "../session";
import { tell } from "../tell";

/** Takes a home that lies in an unsafe place, after a clear yes. */
export async function acceptHome(session: Session): Promise<void> {
  await runStage({
    gathering: "Looking at the home",
    plan: () => planAcceptHome(ownHomePath()),
    button: "Use it all the same",
    run: ({ dir, found }) => acceptPlace(dir, found),
  });
  session.refresh();
}

/** Brings today's public work into the public clone and into the private place of a case. */
export async function fetchWork(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const result = await runStage({
    gathering: "Looking at the public clone",
    plan: () => planFetch(home, id, openClones()[0] ?? home.dir),
    button: "Fetch",
    run: (plan, options) => session.quietly(() => fetchPublicWork(home, plan, options)),
  });
  tell(`${id}: ${publicWorkSentence(result)}.`);
}

/** Lets a case be pushed to one private remote, whose full address the person types. */
export async function allowRemote(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const url = await answered(
    window.showInputBox({
      title: `Let ${id} be pushed to a private remote`,
      prompt: "Its full address, as git push would use it. Exactly this one is allowed, for this case only.",
      placeHolder: "ssh://git@host/team/private.git",
      ignoreFocusOut: true,
    }),
  );
  const plan = await runStage({
    gathering: "Looking at the remotes",
    plan: () => planAllowRemote(home, id, url.trim()),
    button: "Allow",
    run: async (allowed, options) => {
      await session.quietly(() => changeRemotes(home, allowed, options));
      return allowed;
    },
  });
  const name = plan.remotes.find((remote) => remote.url === url.trim())?.name;
  tell(`${id} may be pushed to the remote ${name} now, from its private worktree.`);
}

/** Takes that back. */
export async function revokeRemote(session: Session, argument: unknown): Promise<void> {
  const home = await openHome();
  const id = await chooseCase(session, argument);
  const urls = ((await findCase(home, id)).record.privateRemotes ?? []).map(({ url }) => url);
  if (urls.length === 0) return tell(`${id} may be pushed nowhere.`);
  const url = await answered(window.showQuickPick(urls, { title: "Block pushes to which remote again?" }));
  await runStage({
    gathering: "Looking at the case",
    plan: () => planRevokeRemote(home, id, url),
    button: "Block",
    run: (plan, options) => session.quietly(() => changeRemotes(home, plan, options)),
  });
  tell(`${id} can no longer be pushed to that remote.`);
}
