import assert from "node:assert/strict";
import { posix, win32 } from "node:path";
import { unsafePlaceOf, unsafeSentence } from "../../src/model/unsafePlace";

/** The way from a folder to the top, with nothing in each but what `beside` says. */
function way(path: string, beside: Readonly<Record<string, string[]>> = {}) {
  const around = (at: string) => (path.includes("\\") ? win32.dirname(at) : posix.dirname(at));
  const paths = [path];
  for (let at = path; around(at) !== at; at = around(at)) paths.push(around(at));
  return paths.map((at) => ({ path: at, names: beside[at] ?? [] }));
}

const program = (path: string, beside?: Readonly<Record<string, string[]>>) => {
  const found = unsafePlaceOf(way(path, beside));
  return found?.kind === "synced" ? found.by : found?.kind;
};

describe("a place for the home", () => {
  for (const [path, by] of [
    ["C:\\Users\\Ada\\OneDrive\\embargo", "OneDrive"],
    ["C:\\Users\\Ada\\OneDrive - Example GmbH\\Documents\\embargo", "OneDrive"],
    ["D:\\Dropbox (Personal)\\x\\embargo", "Dropbox"],
    ["C:\\Users\\Ada\\iCloudDrive\\embargo", "iCloud Drive"],
    ["G:\\My Drive\\embargo", "Google Drive"],
    ["/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/embargo", "iCloud Drive"],
    ["/Users/ada/Library/CloudStorage/GoogleDrive-ada@example.org/embargo", "Google Drive"],
    ["/Users/ada/Library/CloudStorage/Other/embargo", "a cloud drive"],
    ["/home/ada/Nextcloud/embargo", "Nextcloud"],
    ["/home/ada/ownCloud/embargo", "ownCloud"],
    ["/home/ada/Dropbox/embargo", "Dropbox"],
    ["/home/ada/Syncthing/embargo", "Syncthing"],
    ["/home/ada/MEGA/embargo", "MEGA"],
  ] as const) {
    it(`${path} is kept the same by ${by}`, () => assert.equal(program(path), by));
  }

  for (const [marker, by] of [
    [".stfolder", "Syncthing"],
    [".dropbox.cache", "Dropbox"],
    [".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"],
    [".sync_0123456789ab.db", "Nextcloud or ownCloud"],
    [".tmp.driveupload", "Google Drive"],
    [".git", "repository"],
  ] as const) {
    it(`with ${marker} in a folder around it, it is told as ${by}`, () => {
      assert.equal(program("/home/ada/work/private/embargo", { "/home/ada/work": [marker] }), by);
    });
  }

  it("is fine in the platforms' own folders, and under names that only look like one", () => {
    for (const path of [
      "/home/ada/.local/share/embargo",
      "/Users/ada/Library/Application Support/embargo",
      "C:\\Users\\Ada\\AppData\\Local\\embargo",
      "/home/ada/dropbox-clone/embargo",
      "/home/ada/boxes/embargo",
    ]) {
      assert.equal(program(path), undefined, path);
    }
    assert.equal(program("/srv/embargo", { "/srv": ["repo.git", ".gitignore", ".stignore"] }), undefined);
  });

  it("is told by the folder that the system itself calls synced", () => {
    const found = unsafePlaceOf(way("C:\\Data\\Ada\\embargo"), { "c:\\data": "OneDrive" });
    assert.match(unsafeSentence(found!), /OneDrive copies to other machines \(C:\\Data\)/);
  });
});
