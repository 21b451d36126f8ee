import { extensions, type Disposable, type Event, type Uri } from "vscode";

/** The part of VS Code's own git extension that we use (`extensions/git/src/api/git.d.ts`, version 1). */
export interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: Event<GitRepository>;
  registerPushErrorHandler(handler: PushErrorHandler): Disposable;
  toGitUri(uri: Uri, ref: string): Uri;
}

export interface GitRepository {
  readonly rootUri: Uri;
  readonly state: { readonly HEAD: { readonly name?: string; readonly upstream?: { remote: string } } | undefined };
  /** `force`: 0 by force, 1 with lease, 2 with lease if the remote's commits are included. */
  push(remoteName?: string, branchName?: string, setUpstream?: boolean, force?: 0 | 1 | 2): Promise<void>;
}

export interface GitRemote {
  readonly name: string;
  readonly pushUrl?: string;
}

/** What git said about a push that failed. */
export interface GitPushError {
  readonly stderr?: string;
  readonly gitArgs?: readonly string[];
}

export interface PushErrorHandler {
  /** True: the failure was explained, git shows nothing of its own. */
  handlePushError(
    repository: GitRepository,
    remote: GitRemote,
    refspec: string,
    error: Error & GitPushError,
  ): Promise<boolean>;
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: Event<boolean>;
  getAPI(version: 1): GitApi;
}

/** The git extension's API, or `undefined` while `git.enabled` is off. */
export function gitApi(): GitApi | undefined {
  const git = gitExtension();
  return git?.enabled ? git.getAPI(1) : undefined;
}

/** The git extension itself; it is activated before us (extensionDependencies). */
export function gitExtension(): GitExtension | undefined {
  return extensions.getExtension<GitExtension>("vscode.git")?.exports;
}
