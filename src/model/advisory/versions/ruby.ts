import { eq, lt, valid } from "@renovatebot/ruby-semver";
import type { VersionScheme } from "./versionScheme";

/** RubyGems: any count of parts; a part with letters makes a pre-release (Gem::Version). */
export const ruby: VersionScheme = {
  cveType: "custom",
  form: "a version of RubyGems, such as 4.2.5.1 or 5.0.0.beta1",
  isVersion: (text) => /^\d/.test(text) && valid(text) !== null,
  compare: (a, b) => (eq(a, b) ? 0 : lt(a, b) ? -1 : 1),
};
