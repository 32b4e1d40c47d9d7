import type { AdaptedRecipe } from '../../../shared/api/analysis.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { SPECIES } from '../../../shared/domain/species.ts';

/** What of the other run decides how a recipe fits it. */
export interface AdaptTarget {
  /** The recipe its own phases propose. */
  proposal: Recipe;
  /** Masses it recorded. */
  masses: readonly number[];
  channelIds: readonly string[];
  /** First current as a stamp on its reference clock; null where none flowed. */
  firstCurrentUs: number | null;
  /** Last reading on its reference clock, microseconds. */
  toUs: number;
}

/**
 * A recipe made to fit another run: choices of method are taken along, everything that says *where* in a run is found
 * anew there, because stamps of one run mean nothing in another.
 * @param firstCurrentUs first current of the recipe's own run, a stamp on its reference clock
 */
export function adaptRecipe(recipe: Recipe, firstCurrentUs: number | null, target: AdaptTarget): AdaptedRecipe {
  const adapted: string[] = [];
  const omitted: string[] = [];
  const { proposal } = target;
  const isRecorded = (mz: number) => target.masses.some((mass) => Math.round(mass) === Math.round(mz));
  adapted.push('Clocks are fitted, and delays measured, in that run.');
  adapted.push(
    `Baseline spans come from its own phases: ${count(proposal.baseline.spans.length, 'span')}, with this recipe's models.`,
  );
  adapted.push(
    `Calibration plateaus come from its own phases, with the bottle it was given: ${count(proposal.calibration.points.length, 'plateau')}.`,
  );
  return {
    recipe: {
      ...recipe,
      sync: proposal.sync,
      electrochemistry: electrochemistryOf(recipe, target, omitted),
      carrier: carrierOf(recipe, proposal, isRecorded, omitted),
      vacuum: vacuumOf(recipe, proposal, omitted),
      delay: delayOf(recipe, proposal),
      interference: interferenceOf(recipe, isRecorded, omitted),
      baseline: baselineOf(recipe, proposal, isRecorded, omitted),
      calibration: calibrationOf(recipe, proposal, omitted),
      quantify: quantifyOf(recipe, firstCurrentUs, target, isRecorded, { adapted, omitted }),
    },
    adapted,
    omitted,
  };
}

function electrochemistryOf({ electrochemistry }: Recipe, target: AdaptTarget, omitted: string[]) {
  const known = (id: string | null) => (id !== null && target.channelIds.includes(id) ? id : null);
  const next = {
    ...electrochemistry,
    currentChannelId: known(electrochemistry.currentChannelId),
    voltageChannelId: known(electrochemistry.voltageChannelId),
    phases: null,
  };
  if (next.currentChannelId !== electrochemistry.currentChannelId)
    omitted.push(`Channel ${electrochemistry.currentChannelId} is not there: the current is taken by its role.`);
  if (next.voltageChannelId !== electrochemistry.voltageChannelId)
    omitted.push(`Channel ${electrochemistry.voltageChannelId} is not there: the voltage is taken by its role.`);
  if (electrochemistry.phases !== null) omitted.push('Phases set by hand stay here: that run has its own.');
  return next;
}

function carrierOf({ carrier }: Recipe, proposal: Recipe, isRecorded: (mz: number) => boolean, omitted: string[]) {
  if (carrier.mode === 'none' || isRecorded(carrier.mz)) return carrier;
  const { mode, mz } = proposal.carrier;
  omitted.push(`The carrier m/z ${carrier.mz} was not recorded: ${mode === 'none' ? 'none' : `m/z ${mz}`} is used.`);
  return { ...carrier, mode, mz };
}

function vacuumOf({ vacuum }: Recipe, proposal: Recipe, omitted: string[]) {
  if (vacuum.mode !== 'measured') return vacuum;
  omitted.push('The vacuum residual was measured in this run only: there it is carried in the baseline.');
  return { ...vacuum, mode: proposal.vacuum.mode, spans: [] };
}

/** What a person entered is taken along; what was measured belongs to its run. */
function delayOf({ delay }: Recipe, proposal: Recipe): Recipe['delay'] {
  const given = delay.species.filter(({ origin }) => origin === 'given');
  const others = proposal.delay.species.filter(({ species }) => !given.some((one) => one.species === species));
  return {
    ...delay,
    standard: delay.standard.origin === 'given' ? delay.standard : proposal.delay.standard,
    species: [...others, ...given],
  };
}

function interferenceOf({ interference }: Recipe, isRecorded: (mz: number) => boolean, omitted: string[]) {
  const missing = (interference.masses ?? []).filter((mz) => !isRecorded(mz));
  if (missing.length === 0) return interference;
  omitted.push(`m/z ${missing.join(', ')} of the matrix were not recorded: its masses are chosen anew.`);
  return { ...interference, masses: null };
}

function baselineOf({ baseline }: Recipe, proposal: Recipe, isRecorded: (mz: number) => boolean, omitted: string[]) {
  const own = baseline.masses.filter(({ mz, spans }) => spans !== null && isRecorded(mz));
  if (own.length > 0)
    omitted.push(`Spans of m/z ${own.map(({ mz }) => mz).join(', ')} alone stay here: there all masses share spans.`);
  const masses = baseline.masses.flatMap((one) =>
    one.models !== null && isRecorded(one.mz) ? [{ ...one, spans: null }] : [],
  );
  return { ...baseline, spans: proposal.baseline.spans, masses };
}

function calibrationOf({ calibration }: Recipe, proposal: Recipe, omitted: string[]) {
  if (calibration.points.length > 0 && proposal.calibration.points.length === 0)
    omitted.push('No calibration gas was found in that run: amounts need the calibration of another run.');
  if (calibration.electrochemical.length > 0)
    omitted.push('Calibration by a known charge stays here: its span means nothing in another run.');
  return { ...calibration, points: proposal.calibration.points, electrochemical: [] };
}

function quantifyOf(
  { quantify }: Recipe,
  firstCurrentUs: number | null,
  target: AdaptTarget,
  isRecorded: (mz: number) => boolean,
  { adapted, omitted }: Pick<AdaptedRecipe, 'adapted' | 'omitted'>,
) {
  const mainMz = (species: string) => SPECIES.find(({ formula }) => formula === species)?.mainMz;
  const species = quantify.species.filter((one) => {
    const mz = one.mz ?? mainMz(one.species);
    if (mz === undefined || isRecorded(mz)) return true;
    omitted.push(`${one.species} is left out: m/z ${mz} was not recorded.`);
    return false;
  });
  if (quantify.massRelativeUncertainty !== null || quantify.titratedCarbonatePercent !== null)
    omitted.push("The uncertainty of the mass and the titrated carbonate are this sample's own.");
  const shift =
    firstCurrentUs === null || target.firstCurrentUs === null ? undefined : target.firstCurrentUs - firstCurrentUs;
  const windows = quantify.windows.flatMap(({ label, span }) => {
    const moved = shift === undefined ? undefined : { fromUs: span.fromUs + shift, toUs: span.toUs + shift };
    if (moved && moved.toUs <= target.toUs) return [{ label, span: moved }];
    omitted.push(`The window "${label}" does not fit into that run.`);
    return [];
  });
  if (windows.length > 0) adapted.push('Integration windows keep their distance from the first current.');
  return {
    ...quantify,
    species: species.length > 0 ? species : target.proposal.quantify.species,
    per: target.proposal.quantify.per === 'cell' ? ('cell' as const) : quantify.per,
    windows,
    massRelativeUncertainty: null,
    titratedCarbonatePercent: null,
  };
}

function count(n: number, what: string): string {
  if (n === 0) return `no ${what}`;
  return n === 1 ? `one ${what}` : `${n} ${what}s`;
}
