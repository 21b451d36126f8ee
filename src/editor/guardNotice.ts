import { join } from "node:path";
import { window, type Disposable } from "vscode";
import { guardStatus, hasOlderHooks, installGuard, noticeClone, type GuardStatus } from "../stages/guard";
import { openHome } from "../tools/home";
import { openClones } from "./choose";
import { FolderWatch } from "./folderWatch";
import type { Session } from "./session";
import { showError } from "./showError";
import { tell } from "./tell";
import { withoutLinks } from "./withoutLinks";

/** Where it is kept that a person wants no guard in a clone: the cases they were asked about. */
const DECLINED = "embargo.declinedGuards";

/**
 * Says when the guard of a clone in this window was taken over or removed, and when a clone of a project with an open case has
 * none. It changes nothing by itself: the configuration of a repository is its owner's.
 */
export class GuardNotice implements Disposable {
  readonly #session: Session;
  readonly #watch = new FolderWatch(() => void this.look());
  /** What was said of each clone, so that nobody is told twice. */
  readonly #said = new Map<string, string>();
  #running = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Looks at every clone of the window, one look after the other. */
  look(): Promise<void> {
    this.#running = this.#running.then(async () => {
      for (const clone of openClones()) await this.#lookAt(clone).catch(() => undefined); // no repository, or one in trouble
    });
    return this.#running;
  }

  dispose(): void {
    this.#watch.dispose();
  }

  async #lookAt(clone: string): Promise<void> {
    const home = await openHome();
    const status = await guardStatus(home, clone);
    await noticeClone(home, clone);
    this.#follow(status);
    const isMissing = status.checkouts.length === 0;
    const isOlder = hasOlderHooks(status);
    const isFine = (status.guarded && !isOlder) || (isMissing && status.cases.length === 0);
    const before = this.#said.get(clone);
    if (isFine) this.#said.delete(clone);
    else this.#said.set(clone, status.sentence);
    if (isFine || before === status.sentence || (isMissing && this.#declined(clone, status))) return;
    void (isOlder ? this.#update(clone) : isMissing ? this.#offer(clone, status) : this.#repair(clone, status));
  }

  /** Only the few files that decide which hook git runs; the rest of a git directory changes all the time. */
  #follow({ gitDir, checkouts }: GuardStatus): void {
    this.#watch.watch(gitDir, "{config,config.worktree}");
    if (checkouts.length === 0) return;
    this.#watch.watch(join(gitDir, "embargo"));
    this.#watch.watch(join(gitDir, "embargo", "hooks"));
  }

  async #repair(clone: string, { sentence }: GuardStatus): Promise<void> {
    const repair = "Repair";
    if ((await window.showWarningMessage(withoutLinks(sentence), repair)) !== repair) return;
    await this.#install(clone, "The guard is whole again: pushes from this repository are checked.");
  }

  async #update(clone: string): Promise<void> {
    const update = "Update";
    const said = "Pushes are checked by hooks of another version of Embargo, here or in another clone of this project.";
    if ((await window.showInformationMessage(said, update)) !== update) return;
    await this.#install(clone, "The hooks of the guard are up to date, in every clone of this project.");
  }

  async #offer(clone: string, { sentence, cases }: GuardStatus): Promise<void> {
    const arm = "Check pushes";
    const not = "Not here";
    const pressed = await window.showWarningMessage(withoutLinks(sentence), arm, not);
    if (pressed === arm) await this.#install(clone, "Pushes from this repository are checked now.");
    if (pressed === not) await this.#remember(clone, cases);
  }

  async #install(clone: string, done: string): Promise<void> {
    try {
      await installGuard(await openHome(), clone);
      this.#session.refresh();
      tell(done);
    } catch (error) {
      await showError(error);
    }
  }

  #declined(clone: string, { cases }: GuardStatus): boolean {
    const known = this.#session.context.globalState.get<Record<string, string[]>>(DECLINED, {})[clone] ?? [];
    return cases.every((id) => known.includes(id));
  }

  async #remember(clone: string, cases: readonly string[]): Promise<void> {
    const { globalState } = this.#session.context;
    const known = globalState.get<Record<string, string[]>>(DECLINED, {});
    await globalState.update(DECLINED, { ...known, [clone]: [...cases] });
  }
}
