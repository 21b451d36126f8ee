import { cp } from "node:fs/promises";
import { join } from "node:path";
import { git, leakedBranch, must, patches, push, type Place } from "../place";
import { copiedFix } from "./byContent";
import { refused, type Routes } from "../route";

/** A bare repository that its owner calls private. */
async function teamRemote(place: Place): Promise<string> {
  const team = join(place.root, "team.git");
  await must(place, place.root, ["init", "-q", "--bare", team]);
  await must(place, place.clone, ["config", "embargo.privateRemote", team]);
  return team;
}

/** From the public clone: to every form of address, and through names for it. */
export const BY_ADDRESS: Routes = {
  "r_10 to a path in place of a name": refused(async (place) => {
    await leakedBranch(place);
    return await push(place, [place.remote, "leak"]);
  }),
  "n_30 to a file:// address": refused(async (place) => {
    await leakedBranch(place);
    return await push(place, [`file://${place.remote}`, "leak"]);
  }),
  "r_40 over http": refused(async (place) => (await leakedBranch(place), push(place, [place.http, "leak"]))),
  "n_31 over ssh": refused(async (place) => (await leakedBranch(place), push(place, [place.ssh!, "leak"])), {
    needs: "sshd",
  }),
  "n_32 a copied diff over http": refused(async (place) => (await copiedFix(place), push(place, [place.http, "main"]))),
  "n_33 a copied diff over ssh": refused(async (place) => (await copiedFix(place), push(place, [place.ssh!, "main"])), {
    needs: "sshd",
  }),
  "n_34 over http, an existing branch": refused(async (place) => {
    await leakedBranch(place);
    return await push(place, ["--force", place.http, "leak:main"]);
  }),
  "r_11 to an alias made by insteadOf": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, `config url.${place.remote}.insteadOf team:`);
    return await push(place, "team: leak");
  }),
  "r_12 to an alias made by pushInsteadOf": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, `config url.${place.remote}.pushInsteadOf team:`);
    return await push(place, "team: leak");
  }),
  "n_35 insteadOf that leads a private name to the public remote": refused(async (place) => {
    await copiedFix(place);
    const team = await teamRemote(place);
    await must(place, place.clone, `config url.${place.remote}.insteadOf ${team}`);
    return await push(place, [team, "main"]);
  }),
  "r_13 to a second remote": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.root, ["clone", "-q", "--bare", place.remote, join(place.out, "fork.git")]);
    await must(place, place.clone, ["remote", "add", "fork", join(place.out, "fork.git")]);
    return await push(place, "fork leak");
  }),
  "r_49 to a second push address": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, ["remote", "set-url", "--push", "--add", "origin", `file://${place.remote}`]);
    return await push(place, "origin leak");
  }),
  "n_36 to the second push address of a remote whose first one is private": refused(async (place) => {
    await copiedFix(place);
    const team = await teamRemote(place);
    for (const url of [team, place.remote]) {
      await must(place, place.clone, ["remote", "set-url", "--push", "--add", "origin", url]);
    }
    return await push(place, "origin main");
  }),
  "n_37 to a remote that only the command line calls private": refused(async (place) => {
    await leakedBranch(place);
    return await git(place, place.clone, `-c embargo.privateRemote=${place.remote} push origin leak`);
  }),
  "n_39 from a worktree that was added after the guard": refused(async (place) => {
    await copiedFix(place);
    await must(place, place.clone, ["worktree", "add", "-q", "-b", "later", join(place.root, "later")]);
    return await git(place, join(place.root, "later"), "push origin later");
  }),
  "n_40 from a copy of the clone's folder": refused(async (place) => {
    const copy = join(place.root, "copy");
    await cp(place.clone, copy, { recursive: true });
    await must(place, copy, "am -q", { input: await patches(place) });
    return await git(place, copy, "push origin main");
  }),
};
