/**
 * Remembers the last result of every stage by what it depends on, so that changing one step of the recipe recomputes
 * that step and what comes after it, nothing before.
 */
export class StageCache {
  readonly #stages = new Map<string, { key: string; token: number; value: unknown }>();
  #nextToken = 1;
  /** Names of the stages computed since the last `clearLog`, in order. */
  readonly computed: string[] = [];

  /**
   * @param dependsOn recipe parts (plain documents) and tokens of earlier stages
   * @returns the value and a token that changes whenever it is computed anew
   */
  stage<T>(name: string, dependsOn: readonly unknown[], compute: () => T): { value: T; token: number } {
    const key = JSON.stringify(dependsOn);
    const known = this.#stages.get(name);
    if (known && known.key === key) return { value: known.value as T, token: known.token };
    const value = compute();
    const token = this.#nextToken++;
    this.#stages.set(name, { key, token, value });
    this.computed.push(name);
    return { value, token };
  }

  clearLog(): void {
    this.computed.length = 0;
  }
}
