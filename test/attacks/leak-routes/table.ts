import type { Tried, Seen } from "./runRoutes";
import type { Section } from "./sections";

const HEAD = `# Ways out for a fix, and what stops them

Each row was tried by \`test/attacks/leak-routes\` on a fresh copy of one project, with real remotes (a path, \`file://\`, http, ssh) on
the machine that runs the tests; afterwards every object of every public repository, reachable or not, and every public file
was searched for the commits, files and words of the fix. *leak*: something of it was there. \`npm run leak-routes\` writes this
page; a test fails when it is not what was found. Written on Debian 12 with git 2.39.`;

/** The page `docs/leak-routes.md`. Rows that could not be tried here are kept from `committed`. */
export function leakRoutesPage(
  sections: readonly Section[],
  tried: ReadonlyMap<string, Tried>,
  committed: string,
): string {
  const kept = new Map(committed.split("\n").map((line) => [line.split(" | ", 1)[0]!, line]));
  const rowOf = (name: string): string => {
    const [id = "", text = ""] = name.split(/ (.*)/s);
    const result = tried.get(name)!;
    const cells = result.guarded ? row(result) : undefined;
    if (!cells) return kept.get(`| ${id}`) ?? `| ${id} | ${text} | not tried | not tried | |`;
    return `| ${[id, text, ...cells].join(" | ")} |`;
  };
  const parts = sections.map(({ title, intro, routes }) =>
    [
      `## ${title}`,
      "",
      intro,
      "",
      "| | way | without | with Embargo | stopped by, or why not |",
      "|---|---|---|---|---|",
    ]
      .concat(Object.keys(routes).map(rowOf))
      .join("\n"),
  );
  return `${[HEAD, summary([...tried.values()]), ...parts].join("\n\n")}\n`;
}

function summary(all: readonly Tried[]): string {
  const count = (...expected: string[]) => all.filter(({ route }) => expected.includes(route.expected)).length;
  const open = all.filter(({ route, guarded }) => isClosable(route.expected) && guarded?.leaked).length;
  const broken = all.filter((one) => one.route.expected === "ordinary" && one.guarded && !isOrdinary(one)).length;
  return [
    `**${count("refused", "stopped")} ways that can be stopped: ${open} open. ${count("open")} that cannot be stopped, and why. `,
    `${count("ordinary")} pieces of ordinary work: ${broken} broken.**`,
  ].join("");
}

function isClosable(expected: string): boolean {
  return expected === "refused" || expected === "stopped";
}

/** Whether ordinary work was done, without a word of ours, and arrived where it should. */
export function isOrdinary({ route, guarded }: Tried): boolean {
  return (
    guarded?.code === 0 && !guarded.leaked && !/^embargo:/m.test(guarded.output) && (!route.sends || guarded.arrived)
  );
}

function row({ route, guarded, unguarded }: Tried): string[] {
  if (!guarded) return [];
  if (route.expected === "ordinary") return ["", isOrdinary({ route, guarded }) ? "works" : "BROKEN", route.note ?? ""];
  const without = unguarded?.leaked ? "leak" : "–";
  if (guarded.leaked) return [without, "leak", route.note ?? ""];
  const note = route.note ? `; ${route.note}` : "";
  return [without, "stopped", `${stoppedBy(guarded)}${note}`];
}

/** Who said no, by their words. */
export function stoppedBy({ code, output }: Seen): string {
  if (/^embargo: refused\. This push/m.test(output)) return "the guard";
  if (/^embargo: refused\. This is the private place/m.test(output)) return "the private place";
  if (/embargo-private-worktrees-never-push|transport '\w+' not allowed|No upload action for object/.test(output))
    return "its locks";
  return code === 0 ? "nothing to send" : "nothing is shown, or there";
}
