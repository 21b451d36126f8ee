/**
 * Where the palette shows a command; each name stands for one `when` clause.
 *
 * - always: works without a folder
 * - folder: needs a clone of the project in this window
 * - case: needs a case on this machine
 * - item: only on the item it belongs to, never in the palette
 */
export const PALETTE = {
  always: undefined,
  folder: "workspaceFolderCount > 0",
  case: "embargo.hasCases",
  item: "false",
} as const;

/** Every command of the editor. package.json, its titles and the handlers of the face are held to this table. */
export const COMMANDS = {
  "embargo.openCase": "folder",
  "embargo.openCaseFromMail": "folder",
  "embargo.resumeCase": "item",
  "embargo.openPrivateWindow": "case",
  "embargo.restoreWorktree": "case",
  "embargo.fetchPublicWork": "case",
  "embargo.allowRemote": "case",
  "embargo.revokeRemote": "case",
  "embargo.showStatus": "always",
  "embargo.refreshCases": "item",
  "embargo.installGuard": "folder",
  "embargo.proveGuard": "folder",
  "embargo.showGuard": "folder",
  "embargo.removeGuard": "folder",
  "embargo.checkPush": "folder",
  "embargo.moveToPrivate": "folder",
  "embargo.moveToCase": "case",
  "embargo.declarePrivate": "folder",
  "embargo.declarePublic": "folder",
  "embargo.showDoctor": "always",
  "embargo.sendToReporter": "case",
  "embargo.openReceived": "always",
  "embargo.acceptAnswer": "case",
  "embargo.importPatch": "case",
  "embargo.handOver": "case",
  "embargo.takeOver": "folder",
  "embargo.addComment": "item",
  "embargo.editComment": "item",
  "embargo.saveComment": "item",
  "embargo.cancelComment": "item",
  "embargo.deleteComment": "item",
  "embargo.openAdvisory": "case",
  "embargo.deriveAdvisory": "case",
  "embargo.checkFix": "case",
  "embargo.exportAdvisory": "case",
  "embargo.importAdvisory": "always",
  "embargo.previewAdvisory": "always",
  "embargo.whatIsLeft": "always",
  "embargo.rateSeverity": "always",
  "embargo.createKey": "always",
  "embargo.importKey": "always",
  "embargo.importOwnKey": "always",
  "embargo.compareKey": "always",
  "embargo.exportKey": "always",
  "embargo.backUpKey": "always",
  "embargo.useGpgKey": "always",
  "embargo.changeKey": "always",
  "embargo.acceptHome": "always",
  "embargo.putOnPath": "always",
} as const satisfies Record<string, keyof typeof PALETTE>;

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];
