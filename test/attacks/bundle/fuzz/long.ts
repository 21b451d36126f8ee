import { fuzz } from "./fuzz";

/** The long mode: `npm run fuzz -- <mutations> [<seed>]`. */
async function main([mutations = "100000", seed = String(Date.now())]: readonly string[]): Promise<void> {
  const result = await fuzz(Number(mutations), Infinity, Number(seed));
  console.log(JSON.stringify({ seed: Number(seed), ...result }, null, 1));
  if (result.failures.length > 0) process.exitCode = 1;
}

void main(process.argv.slice(2));
