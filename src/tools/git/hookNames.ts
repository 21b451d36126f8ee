/** The client hooks around commits (githooks(5)); `reference-transaction` and `post-index-change` run too often to be among them. */
export const COMMIT_HOOKS: readonly string[] = [
  "applypatch-msg",
  "commit-msg",
  "post-applypatch",
  "post-checkout",
  "post-commit",
  "post-merge",
  "post-rewrite",
  "pre-applypatch",
  "pre-commit",
  "pre-merge-commit",
  "pre-rebase",
  "prepare-commit-msg",
];
