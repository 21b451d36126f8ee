import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ended } from "../../support/pushWith";
import { copyPlace, removePlace, type Place } from "./place";
import type { Route, Routes } from "./route";
import { hasArrived, isOutside } from "./search";
import { startServers, type Servers } from "./servers";
import { makeTemplate, type Template } from "./template";
import { hasTool } from "./tools";

/** What was seen of one route in one place. */
export interface Seen extends Ended {
  /** Something of the fix is in the outside world. */
  readonly leaked: boolean;
  /** The commit on `main` is on the public remote. */
  readonly arrived: boolean;
}

/** One route, tried. */
export interface Tried {
  readonly route: Route;
  /** undefined: it could not be tried here. */
  readonly guarded?: Seen | undefined;
  /** The same without Embargo; not tried for ordinary work. */
  readonly unguarded?: Seen | undefined;
}

const AT_ONCE = 3;

/** Tries every route, each in fresh copies of one template with and one without Embargo. */
export async function runRoutes(all: Routes): Promise<Map<string, Tried>> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "embargo-routes-")));
  const servers = await startServers(base);
  try {
    const templates = { guarded: await makeTemplate(base, true), unguarded: await makeTemplate(base, false) };
    const waiting = Object.entries(all);
    const tried = new Map<string, Tried>();
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, route] = next;
        if (!hasTools(route, servers)) {
          tried.set(name, { route });
          continue;
        }
        const guarded = await tryRoute(route, base, templates.guarded, servers, true);
        const withControl = route.expected !== "ordinary";
        const unguarded = withControl ? await tryRoute(route, base, templates.unguarded, servers, false) : undefined;
        tried.set(name, { route, guarded, unguarded });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return tried;
  } finally {
    await servers.stop();
    await rm(base, { recursive: true, force: true });
  }
}

function hasTools({ needs }: Route, servers: Servers): boolean {
  return needs === undefined || (hasTool(needs) && (needs !== "sshd" || servers.sshUrl("/") !== undefined));
}

async function tryRoute(route: Route, base: string, template: Template, servers: Servers, guarded: boolean) {
  const root = await mkdtemp(join(base, "place-"));
  const place: Place = await copyPlace(template, root, servers, guarded);
  try {
    const ended = await route.go(place).catch((error: unknown) => ({ code: null, output: `broke: ${String(error)}` }));
    const leaked = await isOutside(place, template.secrets);
    return { ...ended, leaked, arrived: route.sends === true && (await hasArrived(place)) };
  } finally {
    await removePlace(place);
  }
}
