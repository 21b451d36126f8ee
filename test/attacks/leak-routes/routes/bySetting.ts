import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "../../../support/pushWith";
import { commitFiles, git, leakedBranch, must, push, type Place, type Words } from "../place";
import { open, refused, type Go, type Route, type Routes } from "../route";
import { copiedFix } from "./byContent";

const HAND = "after the fix was copied into the public clone by hand, whoever turns hooks off is not asked";

/** Pushes a copied fix with settings for this one command. */
const withSettings = (settings: Words, note?: string): Route => {
  const list = typeof settings === "string" ? settings.split(" ") : settings;
  const options = list.flatMap((setting) => ["-c", setting]);
  const go: Go = async (place) => (
    await copiedFix(place),
    git(place, place.clone, [...options, "push", "origin", "main"])
  );
  return note === undefined ? refused(go) : open(note, go);
};

/** Pushes a copied fix with variables in the environment. */
const withVariables = (env: (place: Place) => NodeJS.ProcessEnv, note?: string): Route => {
  const go: Go = async (place) => (await copiedFix(place), push(place, "origin main", { env: env(place) }));
  return note === undefined ? refused(go) : open(note, go);
};

const configVariables = (key: string, value: string) => ({
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: key,
  GIT_CONFIG_VALUE_0: value,
});

/** Everything that changes how git shows a history. */
const DISPLAY = [
  "color.ui=always",
  "core.abbrev=4",
  "core.bigFileThreshold=1",
  "core.commentChar=%",
  "core.quotePath=true",
  "core.useReplaceRefs=true",
  "core.whitespace=-blank-at-eol",
  "diff.algorithm=patience",
  "diff.colorMoved=zebra",
  "diff.context=20",
  "diff.dirstat=lines",
  "diff.external=true",
  "diff.ignoreSubmodules=all",
  "diff.indentHeuristic=false",
  "diff.interHunkContext=50",
  "diff.mnemonicPrefix=true",
  "diff.noprefix=true",
  "diff.orderFile=/dev/stdin",
  "diff.relative=true",
  "diff.renames=copies",
  "diff.srcPrefix=x",
  "diff.submodule=log",
  "diff.suppressBlankEmpty=true",
  "diff.wordRegex=.",
  "diff.wsErrorHighlight=all",
  "format.notes=*",
  "format.pretty=oneline",
  "grep.patternType=perl",
  "i18n.logOutputEncoding=UTF-16",
  "log.abbrevCommit=true",
  "log.date=raw",
  "log.decorate=full",
  "log.diffMerges=off",
  "log.excludeDecoration=*",
  "log.follow=true",
  "log.graphColors=red",
  "log.mailmap=true",
  "log.showRoot=false",
  "log.showSignature=true",
];

async function copiedAtOnce(place: Place, options: readonly string[]): Promise<Ended> {
  await copiedFix(place);
  return await git(place, place.clone, [...options, "push", "origin", "main"]);
}

/** From the public clone: with settings and variables that could get past the guard, or make it blind. */
export const BY_SETTING: Routes = {
  "n_50 with every setting that changes how history is shown": withSettings(DISPLAY),
  "n_51 the same, from inside a merge": refused(async (place) => {
    await must(place, place.clone, "checkout -q -b side main~1");
    await commitFiles(place, place.clone, { "side.txt": "side\n" }, "Side");
    await must(place, place.clone, "checkout -q main");
    await must(place, place.clone, "merge -q --no-commit --no-ff side");
    const text = await must(place, place.worktree, `show ${place.fix[0]}:src/redirect.js`);
    await commitFiles(place, place.clone, { "src/redirect.js": `${text}\n` }, "Merge branch 'side'");
    return await git(place, place.clone, [...DISPLAY.flatMap((setting) => ["-c", setting]), "push", "origin", "main"]);
  }),
  "n_52 the same settings in the repository, and a driver for its files": refused(async (place) => {
    await copiedFix(place);
    await must(place, place.clone, "config diff.js.binary true");
    await must(place, place.clone, "config diff.js.textconv true");
    await writeFile(join(place.clone, ".git", "info", "attributes"), "*.js diff=js\n");
    for (const setting of DISPLAY) await must(place, place.clone, ["config", ...setting.split(/=(.*)/s, 2)]);
    return await push(place, "origin main");
  }),
  "n_53 with the warning turned off": withSettings(["embargo.warn=off"]),
  "n_54 with the warning turned off in the repository": refused(async (place) => {
    await must(place, place.clone, "config embargo.warn off");
    return await copiedAtOnce(place, []);
  }),
  "n_55 core.hooksPath in the repository, as a hook manager writes it": refused(async (place) => {
    await must(place, place.clone, "config core.hooksPath .husky/_");
    return await copiedAtOnce(place, []);
  }),
  "n_56 core.hooksPath in the person's configuration": refused(async (place) => {
    const settings = join(place.root, "person", "hooks.config");
    await writeFile(settings, "[core]\n\thooksPath = /dev/null\n");
    await copiedFix(place);
    return await push(place, "origin main", { env: { GIT_CONFIG_GLOBAL: settings } });
  }),
  "n_57 another clone's hooks as GIT_CONFIG": withVariables(() => ({ GIT_CONFIG: "/dev/null" })),
  "n_58 names of ours in the environment": withVariables(({ root }) => ({
    EMBARGO_HOME: join(root, "other home"),
    EMBARGO_CHAIN: "pre-push",
    EMBARGO_SEEN: "1 2 /dev/null",
    EMBARGO_WARN: "off",
  })),
  "n_59 embargo.privateRemote from the environment": withVariables(({ remote }) =>
    configVariables("embargo.privateRemote", remote),
  ),
  "n_60 a variable that makes every Node say yes": refused(async (place) => {
    await writeFile(join(place.root, "yes.js"), "process.exit(10);\n");
    await copiedFix(place);
    return await push(place, "origin main", { env: { NODE_OPTIONS: `--require ${join(place.root, "yes.js")}` } });
  }),
  "n_61 as the editor's git, or another program's Node": withVariables(() => ({
    VSCODE_GIT_COMMAND: "push",
    ELECTRON_RUN_AS_NODE: "1",
    NODE_PATH: "/nowhere",
    NODE_ENV: "production",
  })),
  "n_62 grafts, replaced refs and a cut history from the environment": refused(
    async (place) => {
      await copiedFix(place);
      const tip = await must(place, place.clone, "rev-parse HEAD");
      const [grafts, shallow] = [join(place.root, "grafts"), join(place.root, "shallow")];
      await writeFile(grafts, `${tip}\n`);
      await writeFile(shallow, `${tip}\n`);
      const env = { GIT_GRAFT_FILE: grafts, GIT_SHALLOW_FILE: shallow, GIT_REPLACE_REF_BASE: "refs/heads/" };
      return await push(place, "--force origin main", { env });
    },
    { safeAnyway: true },
  ),
  "n_63 odd words for the shell and its tools": withVariables(({ root }) => ({
    IFS: "0a",
    ENV: "/dev/null",
    BASH_ENV: "/dev/null",
    POSIXLY_CORRECT: "1",
    GREP_OPTIONS: "-v",
    GREP_COLORS: "mt=1",
    LC_ALL: "tr_TR.UTF-8",
    TMPDIR: join(root, "nowhere"),
    CDPATH: "/",
    GIT_DIFF_OPTS: "-u9",
    GIT_EXTERNAL_DIFF: "true",
    GIT_PAGER: "true",
    GIT_TRACE: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NAMESPACE: "other",
    GIT_CEILING_DIRECTORIES: "/",
    GIT_OPTIONAL_LOCKS: "0",
  })),
  "n_64 the repository named by variables, from another folder": refused(async (place) => {
    await copiedFix(place);
    await mkdir(join(place.root, "elsewhere"));
    const env = { GIT_DIR: join(place.clone, ".git"), GIT_WORK_TREE: join(place.root, "elsewhere") };
    return await git(place, join(place.root, "elsewhere"), "push origin main", { env });
  }),
  "n_65 an alias of git push": withAlias("push origin main"),
  "n_66 objects that lie elsewhere": refused(async (place) => {
    const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: join(place.repository, "objects") };
    return await push(place, `origin ${place.fix[1]}:refs/heads/docs`, { env });
  }),
  "n_67 with nothing but git and sh to be found": refused(async (place) => {
    await copiedFix(place);
    const env = { PATH: "/usr/bin:/bin", HOME: "/nonexistent", USER: "", LANG: "" };
    return await push(place, "--force origin main", { env });
  }),
  "r_30 push --no-verify": open(HAND, async (place) => {
    await leakedBranch(place);
    return await push(place, "--no-verify origin leak");
  }),
  "r_33 a merge and a push, both --no-verify": open(HAND, async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "merge -q --no-ff --no-verify -m Merge leak");
    return await push(place, "--no-verify origin main");
  }),
  "r_31 -c core.hooksPath=/dev/null": withSettings("core.hooksPath=/dev/null", HAND),
  "n_68 core.hooksPath by GIT_CONFIG_COUNT": withVariables(() => configVariables("core.hooksPath", "/dev/null"), HAND),
  "n_69 core.hooksPath by GIT_CONFIG_PARAMETERS": withVariables(
    () => ({ GIT_CONFIG_PARAMETERS: "'core.hooksPath'='/dev/null'" }),
    HAND,
  ),
  "n_70 an alias with --no-verify in it": withAlias("push --no-verify origin main", HAND),
  "r_32 git send-pack": open(HAND, async (place) => {
    await leakedBranch(place);
    return await git(place, place.clone, ["send-pack", place.remote, "leak"]);
  }),
  "n_71 a hooks path for one worktree only, written by hand": open(
    "whoever changes the clone's configuration by hand; embargo guard status says so",
    async (place) => {
      await must(place, place.clone, "config extensions.worktreeConfig true");
      await must(place, place.clone, "config --worktree core.hooksPath /dev/null");
      return await copiedAtOnce(place, []);
    },
  ),
  "n_72 the clone's folder renamed": open(
    "git looks for the hooks where the clone was; embargo guard status says so",
    async (place) => {
      await copiedFix(place);
      const moved = join(place.root, "moved");
      await rename(place.clone, moved);
      return await git(place, moved, "push origin main");
    },
  ),
};

function withAlias(command: string, note?: string): Route {
  const go: Go = async (place) => {
    await copiedFix(place);
    await must(place, place.clone, ["config", "alias.up", command]);
    return await git(place, place.clone, "up");
  };
  return note === undefined ? refused(go) : open(note, go);
}
