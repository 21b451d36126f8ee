import assert from "node:assert/strict";
import { commands, extensions } from "vscode";

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe("the extension in the editor", () => {
  const extension = extensions.getExtension("embargo.embargo");

  it("is found and starts", async () => {
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it("has registered every command that its manifest offers", async () => {
    const { contributes } = extension?.packageJSON as Manifest;
    const offered = (contributes?.commands ?? []).map(({ command }) => command);
    assert.notEqual(offered.length, 0);
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      offered.filter((command) => !registered.has(command)),
      [],
    );
  });
});
