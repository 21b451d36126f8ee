/** How often something was right. */
export class Rate {
  #hits = 0;
  #of = 0;

  add(isHit: boolean): void {
    this.#of += 1;
    if (isHit) this.#hits += 1;
  }

  toString(): string {
    if (this.#of === 0) return "none to compare";
    return `${this.#hits} of ${this.#of} (${Math.round((100 * this.#hits) / this.#of)} %)`;
  }
}
