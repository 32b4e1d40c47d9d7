import type { GasBottle } from '../../../shared/domain/gases.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { formatCompact } from '../../format/numbers.ts';
import { formatFormula } from '../../format/rich-text.ts';

/** Bottles that can be chosen, one per name: the recipe's own win over the run's, these over the laboratory's records. */
export function knownBottles(recipe: Recipe, ofRun: readonly GasBottle[], records: readonly GasBottle[]): GasBottle[] {
  const byName = new Map<string, GasBottle>();
  for (const bottle of [...records, ...ofRun, ...recipe.calibration.bottles]) byName.set(bottle.name, bottle);
  return [...byName.values()].filter((bottle) => bottle.components.length > 0);
}

/** Name of the bottle that every plateau of calibration gas took; undefined where there is none or they differ. */
export function usedBottle(recipe: Recipe): string | undefined {
  const names = new Set(recipe.calibration.points.flatMap(({ kind, bottle }) => (kind === 'gas' ? [bottle] : [])));
  return names.size === 1 ? ([...names][0] ?? undefined) : undefined;
}

/** The recipe with every plateau of calibration gas from this bottle; what the recipe needs to know of it goes along. */
export function withBottle(recipe: Recipe, bottle: GasBottle): Recipe {
  const others = recipe.calibration.bottles.filter(({ name }) => name !== bottle.name);
  const points = recipe.calibration.points.map((point) =>
    point.kind === 'gas' ? { ...point, bottle: bottle.name } : point,
  );
  return { ...recipe, calibration: { ...recipe.calibration, bottles: [...others, bottle], points } };
}

/** What is in it: `100 ppm H₂, O₂, CO₂ in He`; amounts that differ are said each. */
export function bottleContents({ components, balance }: GasBottle): string {
  const byAmount = new Map<string, string[]>();
  for (const { species, ppm } of components) {
    const amount = formatCompact(ppm, 4);
    byAmount.set(amount, [...(byAmount.get(amount) ?? []), formatFormula(species)]);
  }
  return `${[...byAmount].map(([amount, gases]) => `${amount} ppm ${gases.join(', ')}`).join('; ')} in ${balance}`;
}

/** Expanded uncertainties of the certificate: `±2 % (k = 2)`, or the range of them. */
export function bottleUncertainty({ components }: GasBottle): string {
  const all = components.map(({ expandedUncertaintyPercent }) => expandedUncertaintyPercent);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const percent = least === most ? formatCompact(least, 2) : `${formatCompact(least, 2)} to ${formatCompact(most, 2)}`;
  return `±${percent} % (k = 2)`;
}
