/** The keys of a home: one's own, and those of other people. */
export type { Contact } from "./contacts";
export { currentContact, findContact, importContact, listContacts, markCompared } from "./contacts";
export type { OwnKey, PassphraseSource } from "./ownKey";
export {
  createOwnKey,
  exportCertificate,
  importOwnKey,
  keepOwnKey,
  noteBackup,
  readOwnKey,
  refuseSecondOwnKey,
  requireOwnKey,
  unlockOwnKey,
} from "./ownKey";
export { unlockKeyFor } from "./readingKeys";
