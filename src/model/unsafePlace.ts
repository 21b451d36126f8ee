/** Why a folder is no place for the home: who else gets what is written there, in words that end a sentence. */
export type UnsafePlace =
  | { readonly kind: "synced"; readonly by: string; readonly folder: string }
  | { readonly kind: "repository"; readonly folder: string }
  | { readonly kind: "no-permissions" };

/** One folder on the way to the home: its absolute path, and the names of what lies in it. */
export interface FolderOnTheWay {
  readonly path: string;
  readonly names: readonly string[];
}

/** Names that programs give to the folder that they keep the same on several machines. */
const FOLDER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^onedrive(?: - .+)?$/i, "OneDrive"],
  [/^dropbox(?: \(.+\))?$/i, "Dropbox"],
  [/^(?:icloud ?drive|com~apple~clouddocs|mobile documents)$/i, "iCloud Drive"],
  [/^(?:google ?drive|my drive|googledrive-.+)$/i, "Google Drive"],
  [/^cloudstorage$/i, "a cloud drive"],
  [/^nextcloud\d*$/i, "Nextcloud"],
  [/^owncloud\d*$/i, "ownCloud"],
  [/^syncthing$/i, "Syncthing"],
  [/^(?:resilio sync|btsync)$/i, "Resilio Sync"],
  [/^(?:pcloud ?drive|pclouddrive)$/i, "pCloud"],
  [/^mega(?:sync)?(?: downloads)?$/i, "MEGA"],
  [/^(?:box|box sync)$/i, "Box"],
  [/^proton ?drive$/i, "Proton Drive"],
  [/^(?:seafile|seadrive)$/i, "Seafile"],
  [/^synologydrive$/i, "Synology Drive"],
  [/^yandex\.?disk$/i, "Yandex Disk"],
  [/^(?:kdrive|tresorit|insync|koofr|spideroak hive)$/i, "a cloud drive"],
];

/** Files and folders that such programs put at the top of what they keep the same. */
const MARKERS: readonly (readonly [RegExp, string])[] = [
  [/^\.dropbox(?:\.cache)?$/, "Dropbox"],
  [/^\.stfolder(?:$|[ .-])/, "Syncthing"],
  [/^\.849C9593-D756-4E56-8D6E-42412F2A707B$/i, "OneDrive"],
  [/^\.(?:nextcloudsync\.log|_?sync_[0-9a-f]+\.db)$/, "Nextcloud or ownCloud"],
  [/^\.(?:owncloudsync\.log|csync_journal(?:_[0-9a-f]+)?\.db)$/, "Nextcloud or ownCloud"],
  [/^\.tmp\.drive(?:upload|download)$/, "Google Drive"],
  [/^\.megaignore$/, "MEGA"],
  [/^\.synologyworkingdirectory$/i, "Synology Drive"],
  [/^\.(?:tresorit|pcloud)$/i, "a cloud drive"],
];

/**
 * Whether a folder is kept the same on several machines, or lies in a git repository, by the names on the way to it and by
 * what lies beside them; `undefined` when nothing says so. A program that leaves no trace there is not seen.
 *
 * @param way - the folder itself first, then the one around it, to the top
 * @param syncedRoots - folders that the system itself names as synced (`%OneDrive%`), with their program
 */
export function unsafePlaceOf(
  way: readonly FolderOnTheWay[],
  syncedRoots: Readonly<Record<string, string>> = {},
): UnsafePlace | undefined {
  for (const { path, names } of way) {
    const name = path.split(/[/\\]/).findLast(Boolean) ?? "";
    const by = syncedRoots[path.toLowerCase()] ?? known(FOLDER_NAMES, [name]) ?? known(MARKERS, names);
    if (by !== undefined) return { kind: "synced", by, folder: path };
    if (names.includes(".git")) return { kind: "repository", folder: path };
  }
  return undefined;
}

/** A sentence about it, for an error and for the doctor. */
export function unsafeSentence(place: UnsafePlace): string {
  switch (place.kind) {
    case "synced":
      return `The Embargo home lies in a folder that ${place.by} copies to other machines (${place.folder}).`;
    case "repository":
      return `The Embargo home lies in a git repository (${place.folder}), where one git add takes it along.`;
    case "no-permissions":
      return "The Embargo home lies on a file system that keeps no permissions: other users of this machine can read it.";
  }
}

function known(table: readonly (readonly [RegExp, string])[], names: readonly string[]): string | undefined {
  return table.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}
