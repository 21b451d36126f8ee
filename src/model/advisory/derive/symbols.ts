/** Words before a bracket that begin no function. */
const KEYWORDS = new Set([
  "if",
  "for",
  "while",
  "switch",
  "catch",
  "return",
  "sizeof",
  "elif",
  "else",
  "foreach",
  "when",
]);

/**
 * The function, method or type that a line begins, as git shows it behind the second @@ of a hunk; `undefined` when the line
 * begins none.
 */
export function symbolOf(line: string): string | undefined {
  const text = line.trim();
  const declared = declaredBy(text);
  if (declared !== undefined) return declared;
  if (text.includes(";")) return undefined;
  const [, called] = /^[^="']*?(?<![\w$~])([A-Za-z_$~][\w$:~]{0,200})\s*\(/.exec(text) ?? [];
  return called !== undefined && !KEYWORDS.has(called) ? called : undefined;
}

/** The same for any line of code: only what a keyword declares, because a call looks like a function of C. */
export function declaredBy(line: string): string | undefined {
  const text = line.trim();
  const [, declared] =
    /(?:^|\s)(?:def|func|function\*?|fn|sub|class|interface|struct|trait|enum|module|defp?)\s+(?:\([^)]*\)\s*)?(?:self\.)?([A-Za-z_$][\w$]*[?!]?)/.exec(
      text,
    ) ?? [];
  if (declared !== undefined) return declared;
  const [, assigned] =
    /(?:^|[\s.])([A-Za-z_$][\w$]*)\s*[:=]\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*=>|\w+\s*=>)/.exec(text) ?? [];
  return assigned;
}
