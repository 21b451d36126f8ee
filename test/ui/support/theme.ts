import type { Workbench } from "./workbench";

/** Changes the colours the way a person does. */
export async function chooseTheme(workbench: Workbench, name: string): Promise<void> {
  await workbench.command("Preferences: Color Theme");
  await workbench.quickInput.locator("input[type=text]").first().fill(name);
  await workbench.pick(name);
  await workbench.quickInput.waitFor({ state: "hidden" });
}
