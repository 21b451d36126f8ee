import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { ManifestBranch } from "../../../src/model/bundle/manifest";
import type { ErrorCode } from "../../../src/model/errors";
import type { Oid } from "../../../src/model/ids";
import { reviewBundle } from "../../../src/stages/confirm";
import { execFileSync } from "node:child_process";
import { forgeBundle, listing } from "../../support/forgery";
import { commit, gitEnvironment, run } from "../../support/gitRepo";
import { makeFolder, fix, makeTwoPeople, sendBundle, type TwoPeople } from "../../support/people";
import { refusedWith } from "../../support/refusal";

describe("a hostile git bundle", function () {
  this.timeout(120_000);
  let people: TwoPeople;
  let dir: string;
  let base: string;
  let tip: string;
  const nowhere = makeFolder();

  before(async () => {
    people = await makeTwoPeople();
    fix(people);
    await sendBundle(people);
    dir = people.places.worktree;
    base = run(dir, ["rev-parse", "HEAD~1"]);
    tip = run(dir, ["rev-parse", "HEAD"]);
  });
  after(() => [people, nowhere].forEach((part) => part.cleanup()));

  /** What `git pack-objects` makes of the objects between two commits, or of exactly these. */
  const packOf = (objects: string, flags: string[] = ["--revs", "--thin"]) =>
    execFileSync("git", ["pack-objects", "--stdout", "-q", ...flags], {
      cwd: dir,
      env: gitEnvironment(),
      input: objects,
    });
  const header = (lines: string[]) => Buffer.from(["# v2 git bundle", ...lines, "", ""].join("\n"));
  const honest = () => [header([`-${base} First version`, `${tip} refs/heads/main`]), packOf(`${tip}\n^${base}\n`)];

  async function send(parts: readonly Uint8Array[], manifest: Partial<ManifestBranch> = {}): Promise<Uint8Array> {
    return forgeBundle(people, {
      files: (files) => {
        for (const path of [...files.keys()].filter((name) => name.startsWith("patches/"))) files.delete(path);
        files.set("bundles/01-main.bundle", new Uint8Array(Buffer.concat(parts)));
      },
      manifest: ({ branches }) => ({
        id: `E-${createHash("sha256").update(Buffer.concat(parts)).digest("hex").slice(0, 8)}` as never,
        branches: branches.map((branch) => ({ ...branch, path: "bundles/01-main.bundle", ...manifest })),
      }),
    });
  }
  const review = (file: Uint8Array, directory = people.clone) =>
    reviewBundle(people.reporter.home, file, { ownKey: people.reporter.key, directory });

  /** A pack of one hand-made object: its type, the size it claims, and what is deflated. */
  function packWith(type: number, size: number, content: Uint8Array, idBefore = ""): Buffer {
    const head: number[] = [];
    let rest = Math.floor(size / 16);
    head.push((type << 4) | (size & 15) | (rest > 0 ? 0x80 : 0));
    for (; rest > 0; rest = Math.floor(rest / 128)) head.push((rest & 0x7f) | (rest >= 128 ? 0x80 : 0));
    const body = [Buffer.from("PACK\0\0\0\x02\0\0\0\x01"), Buffer.from(head), Buffer.from(idBefore, "hex")];
    const pack = Buffer.concat([...body, deflateSync(content)]);
    return Buffer.concat([pack, createHash("sha1").update(pack).digest()]);
  }
  function varint(value: number): number[] {
    return value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 128))];
  }

  const hostile: Readonly<Record<string, readonly [ErrorCode, () => Promise<Uint8Array> | Uint8Array]>> = {
    "of another version": [
      "patch-fails",
      () => send([Buffer.from("# v3 git bundle\n@object-format=sha1\n"), ...honest()]),
    ],
    "with another branch": ["patch-fails", () => send([header([`-${base}`, `${tip} refs/heads/other`]), honest()[1]!])],
    "with a tag instead of a branch": [
      "patch-fails",
      () => send([header([`-${base}`, `${tip} refs/tags/main`]), honest()[1]!]),
    ],
    "with a second ref": [
      "patch-fails",
      () => send([header([`-${base}`, `${tip} refs/heads/main`, `${tip} refs/heads/b`]), honest()[1]!]),
    ],
    "with a ref before a prerequisite": [
      "patch-fails",
      () => send([header([`${tip} refs/heads/main`, `-${base}`]), honest()[1]!]),
    ],
    "without its base": ["patch-fails", () => send([header([`${tip} refs/heads/main`]), honest()[1]!])],
    "with its base twice": [
      "patch-fails",
      () => send([header([`-${base}`, `-${base}`, `${tip} refs/heads/main`]), honest()[1]!]),
    ],
    "that asks for a commit nobody has": [
      "patch-fails",
      () => send([header([`-${base}`, `-${"1".repeat(40)}`, `${tip} refs/heads/main`]), honest()[1]!]),
    ],
    "with something behind the pack": ["patch-fails", () => send([...honest(), Buffer.from("x")])],
    "with a second pack behind the first": ["patch-fails", () => send([...honest(), honest()[1]!])],
    "that was cut": ["patch-fails", () => send([honest()[0]!, honest()[1]!.subarray(0, -21)])],
    "with a changed byte in the pack": [
      "patch-fails",
      () => {
        const pack = Buffer.from(honest()[1]!);
        pack[pack.length - 25]! ^= 1;
        return send([honest()[0]!, pack]);
      },
    ],
    "that lacks an object": ["patch-fails", () => send([honest()[0]!, packOf(`${tip}\n`, ["--no-reuse-object"])])],
    "with another number of commits": ["patch-fails", () => send(honest(), { commits: 2 })],
    "whose tip is a tree": [
      "patch-fails",
      () => {
        const tree = run(dir, ["rev-parse", "HEAD^{tree}"]);
        return send([header([`-${base}`, `${tree} refs/heads/main`]), honest()[1]!]);
      },
    ],
    "whose tip is not built on the base": [
      "patch-fails",
      () => {
        const tree = run(dir, ["rev-parse", "HEAD^{tree}"]);
        const alone = run(dir, ["commit-tree", "-m", "alone", tree]);
        return send([header([`-${base}`, `${alone} refs/heads/main`]), packOf(`${alone}\n`, ["--revs"])]);
      },
    ],
    "with another tree than the manifest says": [
      "tree-differs",
      () => send(honest(), { result_tree: run(dir, ["rev-parse", `${base}^{tree}`]) as Oid }),
    ],
    "with a folder named .git": [
      "patch-fails",
      () => {
        const blob = run(dir, ["hash-object", "-w", "--stdin"], "evil\n");
        const inner = run(dir, ["mktree"], `100755 blob ${blob}\tpost-checkout\n`);
        const raw = Buffer.concat([Buffer.from("40000 .git\0"), Buffer.from(inner, "hex")]);
        const tree = run(dir, ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], raw);
        const evil = run(dir, ["commit-tree", "-m", "evil", "-p", base, tree]);
        const pack = packOf(`${evil}\n^${base}\n`, ["--revs"]);
        return send([header([`-${base}`, `${evil} refs/heads/main`]), pack], { result_tree: tree as Oid });
      },
    ],
    "whose delta asks for four gigabytes": [
      "too-large",
      () => {
        const delta = Uint8Array.from([...varint(2 ** 20), ...varint(2 ** 32), 0x80 | 0x70, 255, 255, 255]);
        return send([honest()[0]!, packWith(7, delta.length, delta, base)]);
      },
    ],
    "with an object of more than 64 MiB": [
      "too-large",
      () => send([honest()[0]!, packWith(3, 65 * 2 ** 20, new Uint8Array(65 * 2 ** 20))]),
    ],
    "with an object that is longer than it says": [
      "patch-fails",
      () => send([honest()[0]!, packWith(3, 10, new Uint8Array(2 ** 20))]),
    ],
    "that says it has four milliards of objects": [
      "too-large",
      () => send([honest()[0]!, Buffer.from("PACK\0\0\0\x02\xff\xff\xff\xff" + "x".repeat(40), "latin1")]),
    ],
    "that is none": ["patch-fails", () => send([Buffer.from("not a bundle\n")])],
  };
  for (const [name, [code, make]] of Object.entries(hostile)) {
    it(`${name}: ${code}`, async () => {
      const file = await make();
      const before = listing(people.clone);
      const { message } = await refusedWith(code, () => review(file));
      if (name.includes("nobody has")) assert.match(message, /public commits that your clone does not have/);
      assert.deepEqual(listing(people.clone), before);
    });
  }

  it("is held to its header and its pack also without the clone", async () => {
    for (const name of [
      "with another branch",
      "with something behind the pack",
      "whose delta asks for four gigabytes",
    ]) {
      const [code, make] = hostile[name]!;
      const file = await make();
      await refusedWith(code, () => review(file, nowhere.dir));
    }
  });

  it("while a true one opens, with a linear series too, and unchecked without the clone", async () => {
    const file = await send(honest());
    const [branch] = (await review(file)).branches;
    assert.deepEqual(
      [branch?.checked, branch?.files.map(({ path }) => path), branch?.commits.map(({ subject }) => subject)],
      [true, ["src/redirect.js"], ["Keep headers on their host"]],
    );
    const { branches, warnings } = await review(file, nowhere.dir);
    assert.deepEqual([branches[0]?.checked, branches[0]?.files, warnings[0]?.code], [false, [], "trees-not-checked"]);
  });

  it("with a merge may ask for further public commits, and only for those it is built on", async () => {
    const { project, clone } = people;
    const other = commit(project.clone, { "public.txt": "x\n" }, "Public work");
    run(project.clone, ["push", "-q"]);
    run(clone, ["pull", "-q"]);
    run(dir, ["fetch", "-q"]);
    run(dir, ["merge", "-q", "--no-edit", other]);
    const merged = run(dir, ["rev-parse", "HEAD"]);
    const tree = run(dir, ["rev-parse", "HEAD^{tree}"]) as Oid;
    const pack = packOf(`${merged}\n^${base}\n^${other}\n`);
    const lines = [`-${base}`, `-${other}`, `${merged} refs/heads/main`];
    const { branches } = await review(await send([header(lines), pack], { result_tree: tree, commits: 3 }));
    assert.equal(branches[0]?.tree, tree);
    const more = [`-${base}`, `-${other}`, `${tip} refs/heads/main`];
    await refusedWith("patch-fails", async () => review(await send([header(more), honest()[1]!])));
  });
});
