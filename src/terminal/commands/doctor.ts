import type { Command } from "commander";
import { askGuards } from "../../stages/guard";
import { examine } from "../../stages/overview/examine";
import type { AddVerb } from "../verb";

export function addDoctor(program: Command, add: AddVerb): void {
  const command = program.command("doctor").description("whether everything is in place");
  add(command, async ({ terminal, home }) => {
    const opened = await home();
    const findings = await examine(opened, () => askGuards(opened, terminal.cwd));
    const marks = { good: "✓", note: "○", bad: "!" } as const;
    const text = findings.map(
      ({ state, sentence, hint }) => `${marks[state]} ${sentence}${hint ? `\n    ${hint}` : ""}`,
    );
    return { json: { findings }, text: text.join("\n"), exit: findings.some(({ state }) => state === "bad") ? 1 : 0 };
  });
}
