import type { Finding } from '../../../../shared/domain/finding.ts';
import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import { speciesByFormula } from '../interference/main-mass.ts';
import { chooseMasses } from '../interference/choose-masses.ts';
import { patternsOf, type Pattern } from '../interference/pattern-table.ts';
import { plainUnmixing, unmixing, withPlainRows, type Unmixing } from '../interference/unmix.ts';
import { info, refusal, shortNumber, warning } from '../findings.ts';

/** Which gases are read from which masses. */
export interface MassPlan {
  patterns: Map<string, Pattern>;
  /** Gases in the matrix. */
  species: Pattern[];
  /** Masses in the matrix. */
  masses: number[];
  /** Reported gases with the mass their number is printed for; null where none of their masses was recorded. */
  reported: { species: string; mz: number | null; inMatrix: boolean }[];
  findings: Finding[];
}

/** Decides gases and masses from what was recorded. */
export function planMasses(
  recipe: InterferenceRecipe,
  wanted: readonly { species: string; mz: number | null }[],
  recorded: readonly number[],
): MassPlan {
  const findings: Finding[] = [];
  const patterns = patternsOf(recipe);
  // Nitrogen is asked for by the check for air.
  const reportedNames = [...wanted.map((gas) => gas.species), ...(recipe.airLeak.mode === 'off' ? [] : ['N2'])];
  for (const name of recipe.enabled ? recipe.species : []) {
    const pattern = patterns.get(name);
    if (pattern && !pattern.enabled) {
      findings.push(
        warning(
          'interference',
          'pattern-not-enabled',
          `The pattern of ${name} is recalled from the literature only and is not used.`,
          'Enter its values from the NIST WebBook or from your own measurement.',
          { species: name },
        ),
      );
    }
  }
  const chosen = recipe.enabled
    ? chooseMasses(patterns, recipe.species, recorded, reportedNames)
    : { species: [], masses: [] };
  const masses = recipe.masses
    ? recorded.filter((mz) => recipe.masses!.some((own) => Math.round(own) === Math.round(mz)))
    : chosen.masses;
  const nominal = new Set(recorded.map((mz) => Math.round(mz)));
  const reported = wanted.map(({ species, mz }) => {
    const inMatrix = chosen.species.some((pattern) => pattern.species === species);
    const usual = mz ?? (inMatrix ? patterns.get(species)!.baseMz : speciesByFormula(species)?.mainMz) ?? null;
    const own = usual !== null && nominal.has(Math.round(usual)) ? usual : null;
    if (own === null) {
      findings.push(
        info(
          'quantify',
          'mass-not-recorded',
          `${species} cannot be read: ${usual === null ? 'its mass is unknown' : `m/z ${usual} was not recorded`}.`,
          'Leave it out, or give the mass to read it from.',
          { species, mz: usual },
        ),
      );
    }
    return {
      species,
      mz: own,
      inMatrix: inMatrix && (mz === null || Math.round(mz) === Math.round(patterns.get(species)!.baseMz)),
    };
  });
  return { patterns, species: chosen.species, masses, reported, findings };
}

/** The matrix of science.md 3; weights are the scatter of each mass's block means. */
export function solveInterference(
  recipe: InterferenceRecipe,
  plan: MassPlan,
  sigmaOf: (mz: number) => number,
): { unmix: Unmixing; findings: Finding[] } {
  const findings: Finding[] = [];
  const plain = () => {
    const readable = plan.reported.filter((gas) => gas.mz !== null);
    return plainUnmixing(
      readable.map((gas) => gas.species),
      readable.map((gas) => gas.mz!),
    );
  };
  if (!recipe.enabled || plan.species.length === 0) return { unmix: plain(), findings };
  const alone = plan.reported.flatMap((gas) =>
    gas.inMatrix || gas.mz === null ? [] : [{ species: gas.species, mz: gas.mz }],
  );
  const matrix = unmixing(plan.species, plan.masses, plan.masses.map(sigmaOf), recipe.conditionLimit);
  const unmix = withPlainRows(matrix, alone);
  if (unmix.refusal === 'too-few-masses') {
    findings.push(
      refusal(
        'interference',
        'more-gases-than-masses',
        `${plan.species.length} gases cannot be told apart with ${plan.masses.length} masses.`,
        'Leave gases out of the matrix or record more masses.',
      ),
    );
  } else if (unmix.refusal === 'ill-conditioned') {
    findings.push(
      refusal(
        'interference',
        'matrix-ill-conditioned',
        `The interference matrix has condition number ${shortNumber(unmix.conditionNumber)}, above ${recipe.conditionLimit}.`,
        'Leave out gases whose patterns are alike, or record masses that tell them apart.',
      ),
    );
  }
  return { unmix, findings };
}
