import { cp, writeFile } from "node:fs/promises";
import * as fs from "node:fs";
import { join } from "node:path";
import isomorphic from "isomorphic-git";
import http from "isomorphic-git/http/node";
import { simpleGit } from "simple-git";
import type { Ended } from "../../../support/pushWith";
import { call, commitFiles, git, must, pushPrivate, type Place, type Words } from "../place";
import { open, stopped, type Route, type Routes } from "../route";
import { asEnded, jgitPush, pythonPush, type Tool } from "../tools";

const DOCS = "HEAD:refs/heads/docs";
const BY_HAND =
  "the locks are settings: they stop habits and tools, not somebody who names other settings for one command";

/** A push from the private worktree. */
const pushes = (args: (place: Place) => Words, needs?: Tool): Route =>
  stopped((place) => pushPrivate(place, args(place)), needs === undefined ? {} : { needs });

/** git with settings that a person has for all of their repositories. */
async function withPersonsSettings(place: Place, args: readonly string[]): Promise<Ended> {
  const settings = join(place.root, "person", "allow.config");
  const lines = ["protocol.allow", "protocol.file.allow", "protocol.http.allow", "protocol.ssh.allow"];
  for (const key of lines) await must(place, place.root, ["config", "--file", settings, key, "always"]);
  for (const from of ["team:", place.remote]) {
    await must(place, place.root, ["config", "--file", settings, "--add", `url.${place.remote}.pushInsteadOf`, from]);
  }
  return await git(place, place.worktree, args, { env: { GIT_CONFIG_GLOBAL: settings } });
}

/** From the private worktree. Without Embargo it is a linked worktree of the public clone. */
export const BY_PRIVATE: Routes = {
  "p_01 push to origin": pushes(() => `origin ${DOCS}`),
  "p_02 publish the branch, as an editor does": pushes(() => "-u origin HEAD"),
  "p_03 a bare push": stopped((place) => git(place, place.worktree, "-c push.default=current push")),
  "r_10b push to a path": pushes(({ remote }) => [remote, DOCS]),
  "r_10c push to a file:// address": pushes(({ remote }) => [`file://${remote}`, DOCS]),
  "r_40b push over http": pushes(({ http: url }) => [url, DOCS]),
  "p_04 push over ssh": pushes(({ ssh }) => [ssh!, DOCS], "sshd"),
  "r_30b push --no-verify": pushes(() => `--no-verify origin ${DOCS}`),
  "p_05 push --no-verify to a path": pushes(({ remote }) => ["--no-verify", remote, DOCS]),
  "p_06 push --no-verify to a file:// address": pushes(({ remote }) => ["--no-verify", `file://${remote}`, DOCS]),
  "p_07 push --no-verify over http": pushes(({ http: url }) => ["--no-verify", url, DOCS]),
  "p_08 push --no-verify over ssh": pushes(({ ssh }) => ["--no-verify", ssh!, DOCS], "sshd"),
  "p_09 push --no-verify --all to a path": pushes(({ remote }) => ["--no-verify", "--all", remote]),
  "p_10 push --no-verify --mirror to a path": pushes(({ remote }) => ["--no-verify", "--mirror", remote]),
  "p_11 push --no-verify of a tag": stopped(async (place) => {
    await must(place, place.worktree, "tag -m v9 v9");
    return await pushPrivate(place, ["--no-verify", place.remote, "v9"]);
  }),
  "r_31b push without hooks": stopped((place) =>
    git(place, place.worktree, `-c core.hooksPath=/dev/null push origin ${DOCS}`),
  ),
  "p_12 push from the repository itself": stopped((place) =>
    git(place, place.root, [
      "-C",
      place.repository,
      "push",
      "--no-verify",
      place.remote,
      `${place.fix[1]}:refs/heads/docs`,
    ]),
  ),
  "r_11b an alias made by insteadOf": stopped(async (place) => {
    await must(place, place.worktree, `config url.${place.remote}.insteadOf team:`);
    return await pushPrivate(place, `--no-verify team: ${DOCS}`);
  }),
  "r_13b a second remote": stopped(async (place) => {
    await must(place, place.worktree, ["remote", "add", "fork", place.http]);
    return await pushPrivate(place, `--no-verify fork ${DOCS}`);
  }),
  "p_13 the real address put back as origin": stopped(async (place) => {
    await must(place, place.worktree, ["remote", "set-url", "origin", place.remote]);
    return await pushPrivate(place, `--no-verify origin ${DOCS}`);
  }),
  "p_14 a push address of its own": stopped(async (place) => {
    await must(place, place.worktree, ["remote", "set-url", "--push", "origin", place.remote]);
    return await pushPrivate(place, `--no-verify origin ${DOCS}`);
  }),
  "p_15 a push address of its own, with hooks, by git's ext transport": stopped(async (place) => {
    await must(place, place.worktree, [
      "remote",
      "set-url",
      "--push",
      "origin",
      `ext::git receive-pack ${place.remote}`,
    ]);
    return await git(place, place.worktree, `-c protocol.ext.allow=user push origin ${DOCS}`);
  }),
  "r_32b send-pack to a path": stopped((place) => git(place, place.worktree, ["send-pack", place.remote, DOCS])),
  "p_16 send-pack to a file:// address": stopped((place) =>
    git(place, place.worktree, ["send-pack", `file://${place.remote}`, DOCS]),
  ),
  "p_17 send-pack over ssh": stopped((place) => git(place, place.worktree, ["send-pack", place.ssh!, DOCS]), {
    needs: "sshd",
  }),
  "r_32c send-pack to a remote's name": stopped((place) => git(place, place.worktree, `send-pack origin ${DOCS}`), {
    safeAnyway: true,
  }),
  "p_18 git's http helper, called by hand": stopped((place) =>
    call(place, place.worktree, "git", ["remote-http", place.http, place.http], {
      input: `push ${place.fix[1]}:refs/heads/docs\n\n`,
    }),
  ),
  "p_19 send-pack, where a person allows every transport": stopped((place) =>
    withPersonsSettings(place, ["send-pack", place.remote, DOCS]),
  ),
  "p_20 push --no-verify, where a person allows and rewrites": stopped((place) =>
    withPersonsSettings(place, ["push", "--no-verify", "team:", DOCS]),
  ),
  "p_21 push from another worktree of it": stopped(async (place) => {
    await must(place, place.worktree, ["worktree", "add", "-q", "--detach", join(place.root, "again")]);
    return await git(place, join(place.root, "again"), ["push", "--no-verify", place.remote, DOCS]);
  }),
  "p_22 push of a stash": stopped(async (place) => {
    await writeFile(join(place.worktree, "src", "redirect.js"), "crossOriginSecret();\n");
    await must(place, place.worktree, "stash -q");
    return await pushPrivate(place, ["--no-verify", place.remote, "stash@{0}:refs/heads/docs"]);
  }),
  "p_23 push of a note": stopped(async (place) => {
    await must(place, place.worktree, "notes add -m crossOriginSecret HEAD");
    return await pushPrivate(place, ["--no-verify", place.remote, "refs/notes/commits"]);
  }),
  "p_24 git subtree push": stopped(
    (place) => git(place, place.worktree, ["subtree", "push", "-q", "--prefix=src", place.remote, "docs"]),
    { needs: "subtree" },
  ),
  "r_34b a clone of it that pushes": stopped(async (place) => await pushFromClone(place, place.repository)),
  "p_25 a clone of its worktree that pushes": stopped(async (place) => await pushFromClone(place, place.worktree)),
  "p_26 a mirror of it that pushes": stopped(async (place) => {
    const copy = join(place.root, "mirror.git");
    await git(place, place.root, ["clone", "-q", "--mirror", place.repository, copy]);
    return await git(place, copy, ["push", "--mirror", place.remote]);
  }),
  "r_50 fetched by the other side, all refs": stopped((place) =>
    git(place, place.remote, ["fetch", place.repository, "+refs/*:refs/stolen/*"]),
  ),
  "r_50b mirrored by the other side": stopped((place) =>
    git(place, place.out, ["clone", "-q", "--mirror", `file://${place.repository}`, "mirror.git"]),
  ),
  "r_51b fetched by the other side by its id, protocol 0": stopped(
    (place) => git(place, place.remote, ["-c", "protocol.version=0", "fetch", place.repository, place.fix[1]]),
    { note: "refs are hidden, and this protocol serves only what it shows" },
  ),
  "p_27 a folder copied whole that pushes": stopped(async (place) => {
    const copy = join(place.root, "copy.git");
    await cp(place.repository, copy, { recursive: true });
    return await git(place, copy, ["push", "--no-verify", place.remote, `${place.fix[1]}:refs/heads/docs`]);
  }),
  "p_28 git send-email": mails([]),
  "p_29 git send-email --no-validate": mails(["--no-validate"]),
  "p_30 git lfs push to an address": stopped(
    async (place) => {
      await lfsFile(place);
      return await git(place, place.worktree, ["lfs", "push", "--all", `file://${place.remote}`]);
    },
    { needs: "git-lfs" },
  ),
  "p_31 git lfs push to origin": stopped(
    async (place) => {
      await lfsFile(place);
      return await git(place, place.worktree, "lfs push --all origin");
    },
    { needs: "git-lfs" },
  ),
  "r_35b pygit2 to its remote": library("pygit2", "origin"),
  "p_32 dulwich to its remote": library("dulwich", "origin"),
  "p_33 GitPython to its remote": library("GitPython", "origin"),
  "p_34 GitPython to a path": stopped((place) => pythonPush(place, "GitPython", place.worktree, place.remote, DOCS), {
    needs: "GitPython",
  }),
  "p_35 simple-git to its remote": stopped((place) => asEnded(() => simpleGit(place.worktree).push("origin", DOCS))),
  "p_36 simple-git to a path, without hooks": stopped((place) =>
    asEnded(() => simpleGit(place.worktree).push(["--no-verify", place.remote, DOCS])),
  ),
  "p_37 isomorphic-git to its remote": stopped((place) => isomorphicPush(place), { safeAnyway: true }),
  "p_38 JGit to its remote": stopped(
    (place) => jgitPush(place, place.repository, "origin", `${place.fix[1]}:refs/heads/docs`),
    { needs: "JGit" },
  ),
  "r_53b a submodule that is added in it later": stopped(async (place) => {
    const url = join(place.out, "inner.git");
    await must(place, place.root, ["clone", "-q", "--bare", place.remote, url]);
    const allow = "protocol.file.allow=always";
    await git(place, place.worktree, ["-c", allow, "submodule", "--quiet", "add", url, "inner"]);
    const inner = join(place.worktree, "inner");
    for (const setting of ["user.name Maintainer", "user.email m@example.org"]) {
      await must(place, inner, `config ${setting}`);
    }
    await commitFiles(place, inner, { "fix.js": "crossOriginSecret();\n" }, "Inner fix");
    return await git(place, inner, "push origin HEAD:main");
  }),
  "p_45 a push address by git's ext transport, and --no-verify": open(
    "the transport that fetches public work has to be allowed; this takes three steps by hand",
    async (place) => {
      const url = `ext::git receive-pack ${place.remote}`;
      await must(place, place.worktree, ["remote", "set-url", "--push", "origin", url]);
      return await git(place, place.worktree, `-c protocol.ext.allow=user push --no-verify origin ${DOCS}`);
    },
  ),
};

/** What leaves the private place all the same: each of these takes a decision. */
export const FROM_PRIVATE_OPEN: Routes = {
  "r_41 git fast-export, and an import elsewhere": open("it writes the history as a text", async (place) => {
    const stream = await must(place, place.worktree, "fast-export HEAD");
    return await git(place, place.remote, "fast-import --quiet --force", { input: `${stream}\n` });
  }),
  "r_51 fetched on this machine by its id, protocol 2": open(
    "git serves any id that is asked for; the guard finds such commits when they are pushed (r_55)",
    (place) => git(place, place.remote, ["fetch", place.repository, place.fix[1]]),
  ),
  "p_40 a bundle file, written to a public folder": open("a file is a file", (place) =>
    git(place, place.worktree, ["bundle", "create", "-q", join(place.out, "fix.pack"), "HEAD"]).then(async (ended) => {
      await must(place, place.remote, ["fetch", "-q", join(place.out, "fix.pack"), "HEAD:refs/heads/unpacked"]);
      return ended;
    }),
  ),
  "p_41 git format-patch or git archive into a public folder": open("a file is a file", (place) =>
    git(place, place.worktree, ["format-patch", "-q", "-o", place.out, "-2"]),
  ),
  "p_42 send-pack with GIT_ALLOW_PROTOCOL": open(BY_HAND, (place) =>
    git(place, place.worktree, ["send-pack", place.remote, DOCS], { env: { GIT_ALLOW_PROTOCOL: "file" } }),
  ),
  "p_43 send-pack with -c protocol.file.allow=always": open(BY_HAND, (place) =>
    git(place, place.worktree, ["-c", "protocol.file.allow=always", "send-pack", place.remote, DOCS]),
  ),
  "p_44 pygit2 to an address typed by hand": open(
    "libgit2 knows neither git's transports nor hooks",
    (place) => pythonPush(place, "pygit2", place.repository, place.http, `${fixBranch(place)}:refs/heads/docs`),
    { needs: "pygit2" },
  ),
};

/** The branch of the fix, which its worktree has checked out. */
function fixBranch(place: Place): string {
  const head = fs.readFileSync(
    fs.readFileSync(join(place.worktree, ".git"), "utf8").slice("gitdir: ".length).trim() + "/HEAD",
  );
  return head.toString("utf8").trim().replace("ref: ", "");
}

async function pushFromClone(place: Place, from: string): Promise<Ended> {
  const copy = join(place.root, "copy");
  const cloned = await git(place, place.root, ["clone", "-q", from, copy]);
  if (cloned.code !== 0) return cloned;
  return await git(place, copy, ["push", "--no-verify", place.remote, "refs/remotes/origin/*:refs/heads/*"]);
}

function library(name: "pygit2" | "dulwich" | "GitPython", remote: string): Route {
  return stopped((place) => pythonPush(place, name, place.worktree, remote, `${fixBranch(place)}:refs/heads/docs`), {
    needs: name,
    ...(name === "dulwich" ? { note: "with a path too: dulwich cannot read such a worktree" } : {}),
  });
}

function isomorphicPush(place: Place): Promise<Ended> {
  return asEnded(async () => {
    const ref = place.fix[1];
    return await isomorphic.push({
      fs,
      http,
      gitdir: place.repository,
      remote: "origin",
      ref,
      remoteRef: "refs/heads/docs",
    });
  });
}

/** A person's mail program is a script that writes every mail to a public folder. */
function mails(args: readonly string[]): Route {
  return stopped(
    async (place) => {
      const sendmail = join(place.root, "person", "sendmail");
      await writeFile(sendmail, `#!/bin/sh\ncat >>'${join(place.out, "mails")}'\n`, { mode: 0o755 });
      const settings = join(place.root, "person", "mail.config");
      await must(place, place.root, ["config", "--file", settings, "sendemail.smtpServer", sendmail]);
      const to = ["--to", "list@example.org", "--confirm", "never", "--quiet", ...args];
      return await git(place, place.worktree, ["send-email", ...to, "-2"], { env: { GIT_CONFIG_GLOBAL: settings } });
    },
    { needs: "git-email" },
  );
}

async function lfsFile(place: Place): Promise<void> {
  await must(place, place.worktree, "lfs install --local --skip-repo");
  await must(place, place.worktree, "lfs track *.bin");
  await commitFiles(place, place.worktree, { "proof.bin": "crossOriginSecret: a recording\n" }, "Recording");
}
