import type { CaseId } from "../../model/ids";

/** Settings of the quiet window, by key. */
export type QuietSettings = Readonly<Record<string, unknown>>;

/** The table of what a quiet window switches off; every value is written, because defaults change by experiment. */
export async function loadQuietSettings(): Promise<QuietSettings> {
  return (await import("./quietWindow.json")).default;
}

/**
 * Whether a repository's own `.vscode/settings.json` would win over the quiet window: it does for most settings of a root
 * folder. A text that could hide a key counts as one.
 */
export function overrulesQuietWindow(editorSettings: string | undefined, quiet: QuietSettings): boolean {
  if (editorSettings === undefined) return false;
  const keys = ["window.title", ...Object.keys(quiet)];
  return editorSettings.includes("\\u") || keys.some((key) => editorSettings.includes(`"${key}"`));
}

/**
 * The `.code-workspace` file of a case. Its folder is the worktree; or the folder around it, where the repository's
 * `.vscode` has no say. The case folder itself is never one.
 *
 * `transient` keeps the window out of the recent ones and from being restored (a key of VS Code that completion hides).
 */
export function quietWorkspace(id: CaseId, quiet: QuietSettings, overruled: boolean): string {
  const workspace = {
    transient: true,
    folders: [{ path: overruled ? "worktrees" : "worktrees/fix" }],
    settings: { ...quiet, "window.title": `\${appName} – Embargo ${id}` },
  };
  return `${JSON.stringify(workspace, null, 2)}\n`;
}
