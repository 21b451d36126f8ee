import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTar, writeTar, type BundleFile } from "../../src/model/bundle/tar";
import { listFiles } from "../../src/model/bundle/manifest";
import { isHandover } from "../../src/model/handover/layout";
import { readHandoverManifest, writeHandoverManifest, type HandoverManifest } from "../../src/model/handover/manifest";
import { reviewBundle } from "../../src/stages/confirm";
import { planGive, planTake, runGive, runTake } from "../../src/stages/handover";
import { findCase, listCases } from "../../src/tools/cases/store";
import { readLog } from "../../src/tools/cases/log";
import { listContacts } from "../../src/tools/pgp/keyStore";
import { seal } from "../../src/tools/pgp/seal";
import { unseal } from "../../src/tools/pgp/unseal";
import { bytesOf, textOf } from "../support/bundleFiles";
import { commit, gitEnvironment, makeProject, run, tryRun } from "../support/gitRepo";
import {
  fix,
  makeFolder,
  makePerson,
  makeTwoPeople,
  pin,
  sendBundle,
  type Person,
  type TwoPeople,
} from "../support/people";
import { refusedWith } from "../support/refusal";
import { embargo } from "../support/terminal";

describe("a case that is handed over", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let second: Person;
  let clone: string;
  let out: ReturnType<typeof makeFolder>;
  let file: string;
  before(async () => {
    people = await makeTwoPeople();
    out = makeFolder();
    second = await makePerson("Sascha Second", "sascha@example.org");
    await pin(people.maintainer.home, second);
    await pin(second.home, people.maintainer);
    clone = join(people.project.root, "second");
    execFileSync("git", ["clone", "-q", people.project.remote, clone], { env: gitEnvironment() });
    run(clone, ["config", "user.name", "Sascha Second"]);
    run(clone, ["config", "user.email", "sascha@example.org"]);
    fix(people);
    writeFileSync(people.places.advisory, '---\nembargo: "1"\n---\n\n## Summary\n\nOurs.\n');
    await sendBundle(people);
    file = (await give()).path;
  });
  after(() => {
    people.cleanup();
    second.cleanup();
    out.cleanup();
  });

  async function give(contacts?: "all" | "none") {
    const { maintainer, record } = people;
    const plan = await planGive(maintainer.home, record.id, { to: second.mail, ...(contacts ? { contacts } : {}) });
    return runGive(maintainer.home, plan, { ownKey: maintainer.key, out: out.dir });
  }
  const take = (message: Uint8Array, directory = clone) =>
    planTake(second.home, message, { directory, ownKey: second.key });
  async function opened(): Promise<BundleFile[]> {
    const signers = [people.maintainer.own.certificate];
    return readTar((await unseal(readFileSync(file), { kind: "bundle", ownKeys: [second.key], signers })).payload);
  }
  /** The same hand-over with something changed, signed again by its maker. */
  async function changed(
    manifestChanges: Partial<HandoverManifest>,
    files: (before: BundleFile[]) => BundleFile[] = (before) => before,
    to = second,
  ): Promise<Uint8Array> {
    const before = await opened();
    const listed = files(before.filter(({ path }) => path !== "manifest.json"));
    const old = readHandoverManifest(before.find(({ path }) => path === "manifest.json")!.content);
    const manifest = { ...old, files: await listFiles(listed), ...manifestChanges };
    const archive = writeTar([...listed, { path: "manifest.json", content: writeHandoverManifest(manifest) }]);
    return seal(archive, { to: to.own.certificate, signWith: people.maintainer.key });
  }

  it("holds everything, and no path of the machine it comes from", async () => {
    const files = await opened();
    assert.ok(isHandover(files));
    assert.deepEqual(
      files.map(({ path }) => path.replace(/[0-9a-f]{12}\.jsonl/, "W.jsonl").replace(/[0-9A-F]{40}/, "F")),
      [
        "README.txt",
        "advisory.md",
        "case.json",
        "contacts/F.asc",
        "fix.bundle",
        "log/W.jsonl",
        "manifest.json",
        "sent/v1.tar",
      ],
    );
    const record = textOf(files.find(({ path }) => path === "case.json")!.content);
    assert.ok(!record.includes(people.project.root) && !record.includes(people.maintainer.home.dir));
  });

  it("becomes a working case in another home, from another clone", async () => {
    const where = { cwd: clone, home: second.home.dir };
    const dry = await embargo(["takeover", file, "--dry-run"], where);
    assert.match(dry.out, /Take E-\w+ over from Maintainer/);
    assert.ok(!existsSync(join(clone, ".git", "embargo")));
    const taken = await embargo(["takeover", file, "--json"], where);
    assert.equal(taken.exit, 0, taken.out);
    const { record, places } = await findCase(second.home, people.record.id);
    assert.equal(run(places.worktree, ["rev-parse", "HEAD"]), run(people.places.worktree, ["rev-parse", "HEAD"]));
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
    assert.match(readFileSync(places.advisory, "utf8"), /Ours/);
    assert.deepEqual(record.project.publicWorktree, clone);
    assert.equal(record.handedOver?.by, people.maintainer.own.fingerprint);
    assert.deepEqual(record.bundles.length, 1);
    const reporter = (await listContacts(second.home)).find(({ mail }) => mail === people.reporter.mail);
    assert.equal(reporter?.comparedAt, undefined);
    assert.match(reporter?.source ?? "", /handed over by Maintainer/);
  });

  it("arms the guard there, and nothing can be pushed from its private place", async () => {
    const { places } = await findCase(second.home, people.record.id);
    run(clone, ["checkout", "-q", "-b", "leak"]);
    run(clone, ["am", "-q"], run(places.worktree, ["format-patch", "--stdout", "origin/main"]) + "\n");
    const push = tryRun(clone, ["push", "origin", "leak"]);
    assert.notEqual(push.code, 0);
    assert.match(push.output, new RegExp(people.record.id));
    assert.notEqual(tryRun(places.worktree, ["push", people.project.remote, "HEAD:refs/heads/x"]).code, 0);
    run(clone, ["checkout", "-q", "main"]);
    run(clone, ["branch", "-q", "-D", "leak"]);
  });

  it("keeps a log for each writer, and goes on with the next version", async () => {
    const { places } = await findCase(second.home, people.record.id);
    assert.equal(readdirSync(places.log).length, 2);
    const events = (await readLog(places)).map(({ event }) => event);
    for (const event of ["sealed", "given", "taken"]) assert.ok(events.includes(event), event);
    commit(places.worktree, { "more.txt": "more\n" }, "More");
    const where = { cwd: clone, home: second.home.dir };
    const made = await embargo(
      ["bundle", people.record.id, "--to", people.reporter.mail, "--out", out.dir, "--json"],
      where,
    );
    assert.equal(made.json<{ version: number }>().version, 2, made.out);
  });

  it("is never put over a case that is there, and says which of the two is further", async () => {
    const same = await refusedWith("case-exists", () => take(readFileSync(file)));
    assert.match(same.message, /older state/);
    commit(people.places.worktree, { "newer.txt": "x\n" }, "Newer");
    const newer = await refusedWith("case-exists", async () => take(readFileSync((await give()).path)));
    assert.match(newer.message, /commits that yours does not/);
    run(people.places.worktree, ["reset", "-q", "--hard", "HEAD~1"]);
    file = (await give()).path;
  });

  it("is refused by readers of bundles, which name it, and the other way round", async () => {
    const review = await refusedWith("manifest", () =>
      reviewBundle(second.home, readFileSync(file), { directory: clone, ownKey: second.key }),
    );
    assert.match(review.message, /hand-over of a whole case/);
    await pin(people.maintainer.home, second);
    const { files } = await sendBundle(people, [second.mail], out.dir);
    const bundle = files.find(({ recipient }) => recipient === second.own.fingerprint)!;
    const refused = await refusedWith("manifest", () => take(readFileSync(bundle.path)));
    assert.match(refused.message, /bundle to review/);
  });

  describe("hostile", () => {
    let fresh: Person;
    before(async () => {
      fresh = await makePerson("Fresh", "fresh@example.org");
      await pin(fresh.home, people.maintainer);
    });
    after(() => fresh.cleanup());
    const refused = async (code: Parameters<typeof refusedWith>[0], message: Uint8Array, directory = clone) => {
      await refusedWith(code, async () => {
        const plan = await planTake(fresh.home, message, { directory, ownKey: fresh.key });
        await runTake(fresh.home, plan);
      });
      assert.deepEqual(await listCases(fresh.home), []);
    };
    const forFresh = (changes: Partial<HandoverManifest>, files?: (before: BundleFile[]) => BundleFile[]) =>
      changed({ for_key: fresh.own.fingerprint, ...changes }, files, fresh);

    it("for somebody else, or passed on: refused", async () => {
      await refused("not-for-me", readFileSync(file));
      await refused("not-for-me", await forFresh({ for_key: second.own.fingerprint }));
      await refused("not-for-me", await forFresh({ from_key: second.own.fingerprint }));
    });

    it("another project's, or with a base this clone lacks: refused", async () => {
      const other = makeProject({ files: { "other.txt": "other\n" } });
      try {
        await refused("base-unknown", await forFresh({}), other.clone);
      } finally {
        other.cleanup();
      }
    });

    it("with another tip, tree, record or file than its manifest says: refused", async () => {
      await refused("patch-fails", await forFresh({ tip_tree: "0".repeat(40) as never }));
      await refused("patch-fails", await forFresh({ tip_commit: "1".repeat(40) as never }));
      await refused("patch-fails", await forFresh({ root_commits: ["2".repeat(40) as never] }));
      const without = (name: string) => (files: BundleFile[]) => files.filter(({ path }) => path !== name);
      await refused("patch-fails", await forFresh({}, without("fix.bundle")));
      const listed = (await opened()).filter(({ path }) => path !== "manifest.json");
      await refused("files", await forFresh({ files: await listFiles(listed) }, without("advisory.md")));
    });

    it("with a newer record, a name that leaves its folder, or a changed byte: refused", async () => {
      const record = (change: (text: string) => string) => (files: BundleFile[]) =>
        files.map((entry) =>
          entry.path === "case.json" ? { ...entry, content: bytesOf(change(textOf(entry.content))) } : entry,
        );
      await refused(
        "case-newer",
        await forFresh(
          {},
          record((text) => text.replace("embargo-case/1", "embargo-case/2")),
        ),
      );
      const sent = (await opened()).find(({ path }) => path === "sent/v1.tar")!;
      const climbing = Buffer.from(sent.content);
      climbing.write("embargo/../README.txt".padEnd(40, "\0"), 0, "latin1");
      await refused(
        "archive",
        await forFresh({}, (files) =>
          files.map((entry) => (entry === sent || entry.path === sent.path ? { ...entry, content: climbing } : entry)),
        ),
      );
      const good = await forFresh({});
      good[good.length - 5]! ^= 1;
      await refused("format", good);
    });
  });
});
