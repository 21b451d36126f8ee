/** The story's voice: short lines, and a mark for what was checked. */

export function chapter(number: string, title: string): void {
  console.log(`\n${number}. ${title}`);
}

export function say(sentence: string): void {
  console.log(`   ${sentence}`);
}

/** What a program printed, indented. */
export function show(text: string): void {
  for (const line of text.trimEnd().split("\n")) console.log(`     ${line}`);
}

/** What Embargo said in the terminal; git's own line after it is left out. */
export function quote(stderr: string): void {
  show(
    stderr
      .split("\n")
      .filter((line) => !line.startsWith("error: failed to push"))
      .join("\n")
      .trim()
      .replace(/^/gm, "│ "),
  );
}

/** Says that something holds, or ends the demo. */
export function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`this did not hold: ${sentence}`);
  console.log(`   ✓ ${sentence}`);
}
