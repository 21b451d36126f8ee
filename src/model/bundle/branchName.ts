/** What git-check-ref-format(1) forbids anywhere in a ref name. */
const FORBIDDEN = /[ ~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$|^\//;

/**
 * Whether `name` may name a branch in a bundle: it passes `git check-ref-format refs/heads/<name>`, does not begin with `-`,
 * and has no control or format character and no lone surrogate (FORMAT section 4).
 */
export function isBranchName(name: string): boolean {
  if (name === "" || name.startsWith("-") || hasOddCharacter(name) || FORBIDDEN.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}

/** Whether `text` has a control (Cc) or format (Cf) character or a lone surrogate (Cs). */
export function hasOddCharacter(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
}
