import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeReplyTemplate } from "../src/model/bundle/reply";
import { writeTar } from "../src/model/bundle/tar";
import { reviewBundle } from "../src/stages/confirm";
import { git } from "../src/tools/git/run";
import { sealFor } from "../src/tools/pgp/seal";
import { gitEnvironment, run } from "../test/support/gitRepo";
import { makeGpgPerson } from "../test/support/gpgPerson";
import { fix, makeTwoPeople, sendBundle, type TwoPeople } from "../test/support/people";

/**
 * What a bundle costs in a running process, against `git format-patch --stdout | gpg -es` in the same run, taken in turns.
 * An archive holds at most 64 MiB, so the largest size here is what fits, not 100 MB.
 */
const SIZES = { "10 KB": 10_000, "1 MB": 1_000_000, "60 MB (the most that fits)": 60_000_000 } as const;
const ROUNDS = { "10 KB": 15, "1 MB": 9, "60 MB (the most that fits)": 3 } as const;

async function main(): Promise<void> {
  const gpg = makeGpgPerson("Bench", "bench@example.net");
  console.log("size | patch | pack, sign, encrypt | git | gpg -es | ratio (quartiles) | memory above start");
  for (const [name, size] of Object.entries(SIZES) as [keyof typeof SIZES, number][]) {
    const people = await makeTwoPeople();
    fix(people, { "large.txt": textOf(size) });
    await measure(people, name, gpg.dir, gpg.fingerprint);
    people.cleanup();
  }
  gpg.cleanup();
  await measureReview();
}

/** Text like source code: it does not compress to nothing. */
function textOf(size: number): string {
  return randomBytes(Math.ceil((size * 3) / 4))
    .toString("base64")
    .replace(/.{60}/g, "$&\n")
    .slice(0, size);
}

async function measure(people: TwoPeople, name: keyof typeof SIZES, gnupg: string, gpgKey: string): Promise<void> {
  const { maintainer, reporter, places, record } = people;
  const cwd = places.worktree;
  const args = ["format-patch", "--full-index", "--binary", "--no-renames", "--stdout", "-1", "HEAD"];
  const header = {
    bundle: record.id,
    bundleVersion: 1,
    manifestSha256: "0".repeat(64) as never,
    replyToKey: maintainer.own.fingerprint,
    forKey: reporter.own.fingerprint,
    trees: [],
  };
  const ours = async () => {
    const patch = new Uint8Array((await git(args, { cwd })).stdout);
    const files = ["README.txt", "manifest.json"].map((path) => ({ path, content: new Uint8Array(2000) }));
    const reply = { path: "REPLY.txt", content: writeReplyTemplate(header) };
    const archive = writeTar([...files, reply, { path: "patches/01-main/0001-fix.patch", content: patch }]);
    return (await sealFor(archive, { to: reporter.own.certificate, signWith: maintainer.key })).message;
  };
  const theirs = () => {
    const sign = `gpg --batch --quiet --homedir '${gnupg}' --trust-model always -u ${gpgKey} -r ${gpgKey} -es`;
    const { status } = spawnSync("sh", ["-c", `git ${args.join(" ")} | ${sign} > /dev/null`], {
      cwd,
      env: gitEnvironment(),
    });
    if (status !== 0) throw new Error(`gpg ended with ${status}`);
  };
  await ours();
  theirs();
  const [mine, other, ratios]: [number[], number[], number[]] = [[], [], []];
  let peak = 0;
  const start = process.memoryUsage.rss();
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - start)), 5);
  for (let round = 0; round < ROUNDS[name]; round += 1) {
    const a = await timed(ours);
    peak = Math.max(peak, process.memoryUsage.rss() - start);
    const b = await timed(theirs);
    mine.push(a);
    other.push(b);
    ratios.push(a / b);
  }
  clearInterval(watch);
  const patchSize = execFileSync("git", args, { cwd, maxBuffer: 2 ** 28 }).length;
  const memory = `${Math.round(peak / 2 ** 20)} MiB = ${(peak / patchSize).toFixed(1)}x`;
  const spread = `${quartile(ratios, 0.5).toFixed(2)} (${quartile(ratios, 0.25).toFixed(2)} to ${quartile(ratios, 0.75).toFixed(2)})`;
  console.log(
    `${name} | ${patchSize} B | ${quartile(mine, 0.5).toFixed(0)} ms | and gpg: ${quartile(other, 0.5).toFixed(0)} ms | ${spread} | ${memory}`,
  );
}

/** An ordinary fix: the whole of making it, and of opening it with every check. */
async function measureReview(): Promise<void> {
  const people = await makeTwoPeople();
  const { reporter, places, clone } = people;
  fix(people);
  const makes: number[] = [];
  const opens: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    run(places.worktree, ["commit", "-q", "--amend", "-m", `Round ${round}`]);
    let path = "";
    makes.push(await timed(async () => (path = (await sendBundle(people)).files[0]!.path)));
    const file = readFileSync(path);
    opens.push(await timed(() => reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone })));
  }
  const starts = await Promise.all([1, 2, 3].map(() => timed(() => git(["--version"]))));
  const words = (all: readonly number[]) =>
    `${quartile(all, 0.5).toFixed(0)} ms (${quartile(all, 0.25).toFixed(0)} to ${quartile(all, 0.75).toFixed(0)})`;
  console.log(`an ordinary fix: made with its round trip, own copy and draft in ${words(makes)}`);
  console.log(`opened, verified and applied in the quarantine in ${words(opens)}; budget 300 ms`);
  console.log(`one start of git takes ${words(starts)} now`);
  people.cleanup();
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function quartile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
}

void main();
