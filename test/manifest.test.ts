import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { COMMANDS, PALETTE, type CommandId } from "../src/editor/commandTable";

const ROOT = resolve(__dirname, "..");

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly icon: string;
  readonly main: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
}

const text = readFileSync(join(ROOT, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync(join(ROOT, "package.nls.json"), "utf8")) as Record<string, string>;
const { commands, menus, viewsContainers, walkthroughs } = manifest.contributes;
const table = Object.entries(COMMANDS);

/** Context keys that we set ourselves (extension.ts and the face), and those of the editor that we use. */
const KNOWN_KEYS =
  /^(?:embargo\.(?:hasCases|inPrivateWindow|guard)|view|viewItem|comment|commentController|commentIsEmpty|workspaceFolderCount)$/;

describe("the manifest", () => {
  it("contributes the commands of the table, all of them and no others", () => {
    assert.deepEqual(
      commands.map(({ command }) => command),
      table.map(([id]) => id),
    );
  });

  it("shows every command under Embargo with a title of its own", () => {
    for (const { command, title, category } of commands) {
      assert.equal(category, "Embargo");
      assert.equal(title, `%${command}%`);
    }
    assert.equal(new Set(commands.map(({ title }) => words[title.slice(1, -1)])).size, commands.length);
  });

  it("shows each command in the palette exactly where the table says", () => {
    const shown = new Map(menus["commandPalette"]?.map(({ command, when }) => [command, when]));
    for (const [id, where] of table) assert.equal(shown.get(id), PALETTE[where], id);
    assert.equal(shown.size, table.filter(([, where]) => PALETTE[where] !== undefined).length);
  });

  it("names in its menus, views and links only commands that exist", () => {
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    const linked = [...`${text}${JSON.stringify(words)}`.matchAll(/(?:command:|onCommand:)(embargo\.\w+)/g)];
    const ids = [...inMenus, ...linked.map((match) => match[1] ?? "")];
    assert.ok(linked.length > 5);
    for (const id of ids) assert.ok(id in COMMANDS, id);
  });

  it("offers what belongs to an item on that item", () => {
    const itemOnly = table.filter(([, where]) => where === "item").map(([id]) => id as CommandId);
    const places = ["view/item/context", "view/title", "comments/comment/title", "comments/comment/context"];
    const onItems = [...places, "comments/commentThread/context"].flatMap((place) => menus[place] ?? []);
    for (const id of itemOnly)
      assert.ok(
        onItems.some(({ command, when }) => command === id && /(?:view|commentController) ==/.test(when ?? "")),
      );
  });

  it("asks in its when clauses only for keys that somebody sets", () => {
    const clauses = [...text.matchAll(/"when": "([^"]+)"/g)].map((match) => match[1] ?? "");
    assert.ok(clauses.length > 20);
    for (const clause of clauses.filter((one) => one !== "false")) {
      for (const term of clause.split(/ && | \|\| /)) {
        assert.match(term.replace(/^!/, "").split(/ (?:==|!=|>) /)[0] ?? "", KNOWN_KEYS, clause);
      }
    }
  });

  it("has words for every key, and a use for every word", () => {
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ""));
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
  });

  it("has every file that it names", () => {
    const pages = walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    for (const file of [manifest.icon, ...viewsContainers.activitybar.map(({ icon }) => icon), ...pages]) {
      assert.ok(existsSync(join(ROOT, file)), file);
    }
  });
});
