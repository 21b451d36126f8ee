/** The keys of a home: one's own, and those of other people. */
export type { Contact } from "./contacts";
export { findContact, importContact, listContacts, markCompared } from "./contacts";
export type { OwnKey, PassphraseSource } from "./ownKey";
export {
  createOwnKey,
  exportCertificate,
  importOwnKey,
  readOwnKey,
  refuseSecondOwnKey,
  requireOwnKey,
  unlockOwnKey,
} from "./ownKey";
