import { Disposable } from "vscode";
import { gitApi, gitExtension, type PushErrorHandler } from "./gitApi";
import { loadFace } from "./loadFace";

/** What our hooks and the locks of a private repository put into git's error output. */
const OURS = /^(?:remote: )?embargo: |embargo-private-worktrees-never-push/m;

/**
 * Explains a push that we stopped in place of git's own "Try running Pull first", which would be the wrong advice.
 */
export function watchPushes(): Disposable {
  let registered: Disposable | undefined;
  const register = () => {
    registered?.dispose();
    registered = gitApi()?.registerPushErrorHandler(HANDLER);
  };
  register();
  const enablement = gitExtension()?.onDidChangeEnablement(register);
  return new Disposable(() => {
    registered?.dispose();
    enablement?.dispose();
  });
}

const HANDLER: PushErrorHandler = {
  handlePushError(repository, remote, refspec, { stderr = "", gitArgs = [] }) {
    if (!OURS.test(stderr)) return Promise.resolve(false);
    // Not awaited: git's "pushing" would go on behind the question.
    void loadFace().then((face) => face.explainPush({ repository, remote: remote.name, refspec, stderr, gitArgs }));
    return Promise.resolve(true);
  },
};
