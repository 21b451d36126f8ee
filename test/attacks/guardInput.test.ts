import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { refreshGuardFacts } from "../../src/tools/guard/refresh";
import { commit, run, tryRun } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import {
  FIX,
  guardedCase,
  guardedProject,
  MARKER,
  type GuardedCase,
  type GuardedProject,
} from "../support/guardedProject";
import { withoutTerminal } from "../support/pushWith";

const MIB = 2 ** 20;
const ZEROS = "0".repeat(40);
/** Everything that git allows in a name of a branch (git-check-ref-format(1)), and shells and greps trip over. */
const ODD_NAMES = [
  "a'b",
  'a"b',
  "a$b",
  "a`b`",
  "a;b",
  "a&b",
  "a|b",
  "a#b",
  "a%sb",
  "a!b",
  "a(b)",
  "a{b}",
  "a=b",
  "-dash",
  "@at",
  "ümlaut",
  "\u202Ebidi",
  "日本",
  `${"long".repeat(50)}`,
];

/** The hook as git calls it, with `input` as it stands. */
function callHook({ clone, remote }: GuardedProject, input: string, more: NodeJS.ProcessEnv = {}) {
  return withoutTerminal(clone, [join(clone, ".git", "embargo", "hooks", "pre-push"), "origin", remote], more, input);
}

/** A blob of `size` bytes without a copy of it in this process; `text` stands at its end. */
function bigBlob({ clone }: GuardedProject, size: number, text: string): string {
  const script = 'head -c "$1" /dev/zero | tr "\\0" "x" | { cat; printf "\\n%s" "$2"; } | git hash-object -w --stdin';
  const { output } = withoutTerminal(clone, ["sh", "-c", script, "sh", String(size), text]);
  return output.trim();
}

/** Commits `blob` as big.txt on a branch of its own and gives the branch's name. */
function commitBlob({ clone }: GuardedProject, blob: string, name: string): string {
  const tree = run(clone, ["mktree"], `100644 blob ${blob}\tbig.txt\n`);
  const made = run(clone, ["commit-tree", tree, "-p", "origin/main", "-m", "Add a large file"]);
  run(clone, ["update-ref", `refs/heads/${name}`, made]);
  return name;
}

describe("odd and enormous pushes", function () {
  this.timeout(120_000);
  before(buildGuard);
  let place: GuardedCase;
  before(async () => {
    place = await guardedCase();
    commit(place.clone, { "work.txt": "ordinary\n" }, "Ordinary work");
    tryRun(place.clone, ["push", "origin", "main"]);
  });
  after(() => place.cleanup());

  const [line] = FIX["src/redirect.js"]!.split("\n").filter((text) => text.includes(MARKER));

  it("of a file of 100 MB pass, and are refused with lines of the fix at its end", () => {
    const ordinary = commitBlob(place, bigBlob(place, 100 * MIB, "the end"), "ordinary");
    const { code, output } = tryRun(place.clone, ["push", "origin", ordinary]);
    assert.equal(code, 0, output);
    const leaking = commitBlob(place, bigBlob(place, 100 * MIB, FIX["src/redirect.js"]!), "leaking");
    const leak = tryRun(place.clone, ["push", "origin", leaking]);
    assert.equal(leak.code, 1, leak.output);
    assert.match(leak.output, /^embargo: refused\./m);
  });

  it("with a message of 10 MB pass, and are refused when it quotes the fix", () => {
    const words = "some words of an ordinary message\n".repeat((10 * MIB) / 34);
    for (const [name, text, expected] of [
      ["wordy", words, 0],
      ["quoting", `${words}\n${FIX["src/redirect.js"]}`, 1],
    ] as const) {
      const made = run(place.clone, ["commit-tree", "origin/main^{tree}", "-p", "origin/main"], text);
      run(place.clone, ["update-ref", `refs/heads/${name}`, made]);
      const { code, output } = tryRun(place.clone, ["push", "origin", name]);
      assert.equal(code, expected, output.slice(-2000));
    }
  });

  it("of 50,000 refs get a verdict: they pass, and are refused with one commit of the fix among them", () => {
    const tip = run(place.clone, ["rev-parse", "origin/main"]);
    const refs = Array.from(
      { length: 50_000 },
      (_, index) => `refs/heads/b${index} ${tip} refs/heads/b${index} ${ZEROS}`,
    );
    const passed = callHook(place, `${refs.join("\n")}\n`);
    assert.equal(passed.code, 0, passed.output.slice(-2000));
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-1", "HEAD~1"])}\n`);
    const copied = run(place.clone, ["rev-parse", "HEAD"]);
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
    refs[33_333] = `refs/heads/b33333 ${copied} refs/heads/b33333 ${ZEROS}`;
    const stopped = callHook(place, `${refs.join("\n")}\n`);
    assert.equal(stopped.code, 1, stopped.output.slice(-2000));
    assert.match(stopped.output, /^embargo: refused\./m);
  });

  it("under every odd name pass with ordinary work and are refused with the fix", () => {
    const work = run(place.clone, ["rev-parse", "origin/main"]);
    const path = join(place.root, "fix.patch");
    writeFileSync(path, `${run(place.places.worktree, ["format-patch", "--stdout", "-1", "HEAD~1"])}\n`);
    run(place.clone, ["am", "-q", path]);
    const copied = run(place.clone, ["rev-parse", "HEAD"]);
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
    for (const name of ODD_NAMES) run(place.clone, ["update-ref", `refs/heads/${name}`, work]);
    const names = ODD_NAMES.map((name) => `refs/heads/${name}`);
    const passed = tryRun(place.clone, ["push", "origin", ...names]);
    assert.equal(passed.code, 0, passed.output);
    for (const name of ODD_NAMES) {
      const stopped = tryRun(place.clone, ["push", "origin", `${copied}:refs/heads/${name}x`]);
      assert.equal(stopped.code, 1, `${name}: ${stopped.output}`);
      assert.match(stopped.output, /^embargo: refused\./m);
    }
  });

  for (const [what, input] of [
    ["NUL bytes in a line", (tip: string) => `refs/heads/a\0b ${tip} refs/heads/a ${ZEROS}\n`],
    ["carriage returns", (tip: string) => `refs/heads/a ${tip} refs/heads/a ${ZEROS}\r\n`],
    ["upper-case ids", (tip: string) => `refs/heads/a ${tip.toUpperCase()} refs/heads/a ${ZEROS}\n`],
    ["short ids", (tip: string) => `refs/heads/a ${tip.slice(0, 12)} refs/heads/a ${ZEROS}\n`],
    ["an id of no object", () => `refs/heads/a ${"1".repeat(40)} refs/heads/a ${ZEROS}\n`],
    ["an option in place of an id", () => `refs/heads/a --all refs/heads/a ${ZEROS}\n`],
    ["one line of 5 MB", (tip: string) => `refs/heads/${"a".repeat(5 * MIB)} ${tip}\n`],
    ["10,000 lines of noise", () => "noise\n".repeat(10_000)],
  ] as const) {
    it(`are refused when git's words cannot be understood: ${what}`, () => {
      const { code, output } = callHook(place, input(place.fix[1]));
      assert.equal(code, 1, output.slice(0, 500));
      assert.match(output, /^embargo: refused\./m);
    });
  }

  it("are refused as before whatever became of what the guard keeps", () => {
    const folder = join(dirname(place.places.dir), "guard");
    const push = () => tryRun(place.clone, ["push", "origin", "HEAD:refs/heads/copy"]);
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-1", "HEAD~1"])}\n`);
    run(place.clone, ["commit", "-q", "--amend", "-m", "Small refactoring"]);
    push(); // brings everything up to date
    const files = ["patterns", "commits", `${place.record.id}.json`];
    for (const name of files) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      const damages: readonly (() => void)[] = [
        () => writeFileSync(path, whole.subarray(0, whole.length / 2)),
        () => writeFileSync(path, ""),
        () => writeFileSync(path, Buffer.concat([whole.subarray(0, 40), Buffer.from([255]), whole.subarray(41)])),
        () => writeFileSync(path, Buffer.alloc(MIB, "\n")),
        () => rmSync(path),
        () => (rmSync(path), mkdirSync(path)),
      ];
      for (const [index, damage] of damages.entries()) {
        damage();
        const { code, output } = push();
        assert.equal(code, 1, `${name}, damage ${index}: ${output}`);
        assert.match(output, /^embargo: refused\./m);
        rmSync(path, { recursive: true, force: true });
        push();
      }
    }
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
  });

  it("are refused with one line of the fix when a byte of just that line went wrong in what the guard keeps", () => {
    const folder = join(dirname(place.places.dir), "guard");
    const push = () => tryRun(place.clone, ["push", "origin", "HEAD:refs/heads/line"]);
    commit(place.clone, { "src/elsewhere.js": line! }, "Small refactoring");
    assert.equal(push().code, 1);
    const squeezed = line!.replaceAll(" ", "");
    for (const name of ["patterns", `${place.record.id}.json`]) {
      const path = join(folder, name);
      const wrong = readFileSync(path);
      const asKept = name === "patterns" ? squeezed : JSON.stringify(squeezed).slice(1, -1);
      const places = [...wrong.keys()].filter((at) => wrong.subarray(at).indexOf(asKept) === 0);
      assert.notEqual(places.length, 0);
      for (const at of places) wrong[at + 3]! ^= 1;
      writeFileSync(path, wrong);
      if (name !== "patterns") rmSync(join(folder, "patterns")); // else that would find it
      const { code, output } = push();
      assert.equal(code, 1, `${name}: ${output}`);
      assert.match(output, /^embargo: refused\./m);
    }
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
  });

  it("are judged by the second stage alone while the sums of the first one's files do not fit", () => {
    const folder = join(dirname(place.places.dir), "guard");
    const starter = join(place.home.dir, "bin", "hook");
    const program = readFileSync(starter);
    const push = () => tryRun(place.clone, ["push", "--dry-run", "origin", "HEAD:refs/heads/work"]).code;
    for (const name of ["sums", "patterns", "commits"]) {
      assert.equal(push(), 0); // brings everything up to date
      writeFileSync(starter, "#!/bin/sh\nexit 2\n");
      assert.equal(push(), 0, "the first stage is enough");
      const path = join(folder, name);
      const wrong = readFileSync(path);
      wrong[0]! ^= 1;
      writeFileSync(path, wrong);
      assert.equal(push(), 1, name);
      writeFileSync(starter, program);
    }
  });

  it("are refused with what was once stashed, also when what the guard keeps is damaged or from before its sum", async () => {
    const { worktree, dir } = place.places;
    const path = join(dirname(dir), "guard", `${place.record.id}.json`);
    const stashed = "export const attempt = anotherWayThroughTheParser(42);\n";
    writeFileSync(join(worktree, "src/attempt.js"), stashed);
    run(worktree, ["stash", "push", "-q", "--include-untracked"]);
    await refreshGuardFacts(place.home, place.record);
    run(worktree, ["stash", "drop", "-q"]);
    commit(place.clone, { "src/attempt.js": stashed }, "Small refactoring");
    const whole = readFileSync(path, "utf8");
    const damages = {
      none: whole,
      "one byte": whole.replace("anotherWay", "anotherWax"),
      half: whole.slice(0, whole.length / 2),
      "no sum": whole.replace(/"sha256":"\w+",/, ""),
    };
    for (const [name, text] of Object.entries(damages)) {
      writeFileSync(path, text);
      const { code, output } = tryRun(place.clone, ["push", "origin", "HEAD:refs/heads/attempt"]);
      assert.equal(code, 1, `${name}: ${output}`);
      assert.match(output, /^embargo: refused\./m);
    }
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
  });

  it("are refused when something was killed while it wrote what the guard keeps", () => {
    const folder = join(dirname(place.places.dir), "guard");
    run(place.clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-1", "HEAD~1"])}\n`);
    rmSync(join(folder, "patterns"));
    // What is left of a write that never came to its end lies beside the file, under another name.
    writeFileSync(join(folder, "patterns.4711.tmp"), "half");
    assert.equal(tryRun(place.clone, ["push", "origin", "HEAD:refs/heads/copy"]).code, 1);
    run(place.clone, ["reset", "-q", "--hard", "origin/main"]);
  });

  it("leave nothing readable of the fix in the public clone", () => {
    const kept = filesUnder(join(place.clone, ".git", "embargo")).map((path) => [path, readFileSync(path)] as const);
    const secrets = [MARKER, line!.trim(), "redirect.js", "Leave cookies out", ...place.fix];
    for (const [path, bytes] of kept) {
      for (const secret of secrets) assert.ok(!bytes.includes(secret), `${path} holds ${secret}`);
    }
  });

  it("cost nothing where git pushes nothing", () => {
    const bin = join(place.home.dir, "bin");
    const seen = join(place.root, "seen");
    const program = readFileSync(join(bin, "hook"), "utf8");
    writeFileSync(join(bin, "hook"), `#!/bin/sh\necho called >>'${seen}'\nexit 2\n`);
    for (const args of [["status"], ["log", "-1"], ["commit", "--allow-empty", "-q", "-m", "Empty"], ["fetch", "-q"]]) {
      assert.equal(tryRun(place.clone, args).code, 0);
    }
    writeFileSync(join(bin, "hook"), program);
    assert.equal(statSync(bin).isDirectory() && readdirSync(place.root).includes("seen"), false);
  });
});

describe("odd pushes with no case open", function () {
  this.timeout(60_000);
  before(buildGuard);

  it("are not in the way without a case", async () => {
    const place = await guardedProject();
    const noise = callHook(place, "noise\n".repeat(2000));
    assert.equal(noise.code, 0, noise.output.slice(0, 300));
    place.cleanup();
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
