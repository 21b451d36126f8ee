import { compare, valid } from "@renovatebot/pep440";
import type { VersionScheme } from "./versionScheme";

/** PEP 440: epochs, pre-, post- and development releases. */
export const python: VersionScheme = {
  cveType: "python",
  form: "a version of PEP 440, such as 1.4 or 2.0rc1",
  isVersion: (text) => /^\d/.test(text) && valid(text) !== null,
  compare: (a, b) => compare(a, b),
};
