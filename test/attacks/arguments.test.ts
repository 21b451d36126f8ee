import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { draftAdvisory } from "../../src/stages/advise/draft";
import { readAdviseFacts } from "../../src/stages/advise/facts";
import { makeFolder, makeTwoPeople, type TwoPeople } from "../support/people";
import { commit, run, tryRun } from "../support/gitRepo";
import { embargo } from "../support/terminal";

/** What only the people of the case may know; everybody on the machine sees the arguments of every process (ps(1)). */
const SECRET = {
  subject: "Marmoset keeps its cookies at home",
  added: 'const quokka = sameOrigin(request.address, target.address, "strict");',
  removed: "return send(target, request.cookies, request.headers); // wallaby",
  text: "A capybara can read the cookies of its neighbours.",
  id: "CVE-2026-77123",
  path: "lib/follow.js",
} as const;
const FLAWED = `function follow(request, target) {\n  ${SECRET.removed}\n}\n`;
const FIXED = `function follow(request, target) {\n  ${SECRET.added}\n  return send(target, quokka);\n}\n`;

/** Programs that our code and its hooks start; each is stood before by one that writes down how it was called. */
const PROGRAMS = ["git", "gpg", "node", "grep", "sed", "awk", "sort", "tr", "cut", "cat", "comm", "head", "tail", "wc"];

describe("the arguments of the processes that run", function () {
  this.timeout(60_000);
  const spy = makeFolder();
  const calls = join(spy.dir, "calls");
  const path = process.env["PATH"];
  let people: TwoPeople;
  const maintainer = (...args: string[]) =>
    embargo(args, { cwd: people.project.clone, home: people.maintainer.home.dir });

  const reporter = (...args: string[]) => embargo(args, { cwd: people.clone, home: people.reporter.home.dir });
  const received = () =>
    join(
      spy.dir,
      readdirSync(spy.dir).find((name) => name.endsWith(".tar.gpg"))!,
    );

  /** Stands before the programs from now on. */
  function watch(): void {
    const script = join(spy.dir, "spy");
    const real = (path ?? "").split(delimiter).join(delimiter);
    writeFileSync(
      script,
      `#!/bin/sh\nPATH='${real}'\nprintf '%s\\001' "\${0##*/}" "$@" >> '${calls}'\nprintf '\\n' >> '${calls}'\nprogram=$(command -v "\${0##*/}")\nPATH='${spy.dir}':"$PATH" exec "$program" "$@"\n`,
    );
    chmodSync(script, 0o755);
    writeFileSync(calls, "");
    for (const program of PROGRAMS) symlinkSync(script, join(spy.dir, program));
    process.env["PATH"] = `${spy.dir}${delimiter}${path}`;
  }

  before(async () => {
    people = await makeTwoPeople({
      files: { "lib/follow.js": FLAWED, "package.json": '{"name":"sample","version":"1.1.0"}' },
    });
    const { project, places, record } = people;
    run(project.clone, ["tag", "v1.1.0"]);
    run(project.clone, ["push", "-q", "--tags", "origin", "HEAD"]);
    await maintainer("fetch", record.id);
    commit(places.worktree, { "lib/follow.js": FIXED }, SECRET.subject);
    const draft = draftAdvisory(await readAdviseFacts(people.maintainer.home, record.id));
    const advisory = draft
      .replace("aliases: []", `aliases: [${SECRET.id}]`)
      .replace("## Summary\n", `## Summary\n\n${SECRET.text}\n`);
    writeFileSync(places.advisory, advisory, { mode: 0o600 });
  });
  after(() => {
    process.env["PATH"] = path;
    people.cleanup();
    spy.cleanup();
  });

  it("hold nothing of the case, whatever is done with it", async () => {
    const { id } = people.record;
    watch();
    const did = [
      await maintainer("status", id),
      await maintainer("advisory", "derive", id),
      await maintainer("advisory", "derive", id, "--apply", "fixed", "--yes"),
      await maintainer("advisory", "derive", id, "--check"),
      await maintainer("advisory", "lint", people.places.advisory),
      await maintainer("advisory", "export", id, "--format", "prenotification"),
      await maintainer("bundle", id, "--to", people.reporter.mail, "--out", spy.dir, "--yes"),
      await reporter("review", received()),
      await reporter(
        "answer",
        received(),
        "--decision",
        "confirmed",
        "--out",
        join(spy.dir, "yes.answer.gpg"),
        "--yes",
      ),
      await maintainer("accept", id, join(spy.dir, "yes.answer.gpg"), "--yes"),
      await maintainer("guard", "install", "--yes"),
      await maintainer("guard", "check", "origin", "main"),
    ];
    for (const { exit, out, err } of did) assert.ok(exit < 2, out + err);
    tryRun(people.project.clone, ["push", "origin", "HEAD:refs/heads/x"]);
    process.env["PATH"] = path;
    // git-blame(1) takes the path of its file in no other way.
    const seen = readFileSync(calls, "utf8")
      .split("\n")
      .map((call) => (call.includes("\u0001blame\u0001") ? call.replace(SECRET.path, "") : call));
    assert.ok(seen.length > 50, "the programs were watched");
    for (const [what, secret] of Object.entries(SECRET)) {
      assert.deepEqual(
        seen.filter((call) => call.includes(secret)).map((call) => call.replaceAll("\u0001", " ")),
        [],
        what,
      );
    }
  });
});
