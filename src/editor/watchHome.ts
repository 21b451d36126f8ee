import { dirname, join } from "node:path";
import type { Disposable } from "vscode";
import { caseFolders } from "../tools/cases/caseFolders";
import { FolderWatch } from "./folderWatch";

/**
 * Calls `onChange` when a case appears, changes or gets a commit, also from a terminal. Only the few folders that matter
 * are watched, not their trees: a worktree may hold any number of files.
 */
export class HomeWatch implements Disposable {
  readonly #homeDir: string;
  readonly #folders: FolderWatch;

  constructor(homeDir: string, onChange: () => void) {
    this.#homeDir = homeDir;
    this.#folders = new FolderWatch(onChange);
  }

  /** Watches the folders of the cases as they are now, and says how many there are. Call again after a change. */
  async look(): Promise<number> {
    const cases = await caseFolders(this.#homeDir);
    const folders = cases.flatMap(({ dir }) => [dirname(dir), dir, join(dir, "repo.git", "refs", "heads", "embargo")]);
    for (const folder of [this.#homeDir, ...folders]) this.#folders.watch(folder);
    return cases.length;
  }

  dispose(): void {
    this.#folders.dispose();
  }
}
