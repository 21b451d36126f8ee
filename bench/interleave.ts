/** Calls each contender once a round; their times in milliseconds. The first three rounds warm up. */
export async function interleave(
  rounds: number,
  contenders: Readonly<Record<string, (round: number) => number | Promise<number>>>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = -3; round < rounds; round++) {
    for (const [name, once] of Object.entries(contenders)) {
      const spentMs = await once(round);
      if (round >= 0) (times[name] ??= []).push(spentMs);
    }
  }
  return times;
}

/** Prints medians and quartiles, and each one's ratio to the first. */
export function show(title: string, times: Readonly<Record<string, number[]>>): void {
  const [baseline] = Object.values(times);
  const base = quantile(baseline!, 0.5);
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      Object.entries(times).map(([name, values]) => {
        const quartiles = [0.25, 0.5, 0.75].map((part) => quantile(values, part));
        const [q1, median, q3] = quartiles.map((value) => Number(value.toFixed(2)));
        return [name, { "q1 ms": q1, "median ms": median, "q3 ms": q3, ratio: Number((median! / base).toFixed(2)) }];
      }),
    ),
  );
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)]!;
}
