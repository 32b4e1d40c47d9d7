import { formulasIn, formulaText } from '../../../shared/figure/figure-text.ts';
import type { PlainRow } from './comparison-row.ts';
import type { GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';
import type { ReplicateGroup } from './replicates.ts';

/** What the amounts say, and the limits of saying it. */
export function comparisonSentences(
  rows: readonly PlainRow[],
  scale: NormalisedScale,
  gases: ReadonlyMap<string, readonly (GasOfRun | undefined)[]>,
  replicates: readonly ReplicateGroup[],
): string[] {
  const sentences: string[] = [];
  const amounts = rows.filter((one) => one.group === 'amount');
  for (let other = 0; other < (rows[0]?.differences.length ?? 0); other++) {
    const names = (isSignificant: boolean) =>
      amounts
        .filter((one) => one.differences[other]?.isSignificant === isSignificant)
        .map((one) => formulaText(one.species!));
    const [more, less] = [names(true), names(false)];
    const pair = `${other + 2} from 1`;
    if (more.length > 0)
      sentences.push(`${listed(more)} ${more.length === 1 ? 'differs' : 'differ'} by more than U (${pair}).`);
    if (less.length > 0)
      sentences.push(`${listed(less)} ${less.length === 1 ? 'does' : 'do'} not differ within U (${pair}).`);
  }
  const isNormalised = [...gases.values()].some((all) =>
    all.some((gas) => gas?.reported.quantity === 'normalised-ion-current'),
  );
  if (isNormalised && !scale.isComparable)
    sentences.push('Normalised ion currents are not comparable between runs: calibrate CO₂ in each of them.');
  for (const { name, indices } of replicates)
    sentences.push(`${formulasIn(name)}: mean and standard deviation s of n = ${indices.length} cells.`);
  if (replicates.length === 0)
    sentences.push('This is the difference between these cells; cell-to-cell spread not assessed.');
  return sentences;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
