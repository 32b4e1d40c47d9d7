import { newRunSchema, type NewRun } from '../../../shared/api/live.ts';
import { CompositionError, parseComposition, theoreticalCapacity } from '../../../shared/domain/composition.ts';
import type { GasBottle, Setup } from '../../../shared/domain/gases.ts';
import type { Sample } from '../../../shared/domain/sample.ts';

/** What stands in the new-run dialog; NaN is text that is no number, null an empty field. */
export interface NewRunDraft {
  name: string;
  operator: string;
  tags: string;
  notes: string;
  sample: {
    name: string;
    batch: string;
    composition: string;
    coating: string;
    massGivenAs: 'active' | 'composite';
    activeMassMilligram: number | null;
    compositeMassMilligram: number | null;
    activeMassPercent: number | null;
    theoreticalCapacity: number | null;
    oneCMilliampPerGram: number | null;
    referenceElectrode: string;
    referenceOffsetVolt: number | null;
  };
  setup: Setup | null;
  gases: GasBottle[];
  profileName: string;
}

export function emptyDraft(): NewRunDraft {
  return {
    name: '',
    operator: '',
    tags: '',
    notes: '',
    sample: {
      name: '',
      batch: '',
      composition: '',
      coating: '',
      massGivenAs: 'composite',
      activeMassMilligram: null,
      compositeMassMilligram: null,
      activeMassPercent: null,
      theoreticalCapacity: null,
      oneCMilliampPerGram: 190,
      referenceElectrode: 'In/InLi',
      referenceOffsetVolt: 0.62,
    },
    setup: null,
    gases: [],
    profileName: '',
  };
}

/** Fields of the dialog from a stored sample. */
export function draftSample(sample: Sample): NewRunDraft['sample'] {
  return {
    name: sample.name,
    batch: sample.batch,
    composition: sample.composition,
    coating: sample.coating,
    massGivenAs: sample.activeMassMilligram !== null ? 'active' : 'composite',
    activeMassMilligram: sample.activeMassMilligram,
    compositeMassMilligram: sample.compositeMassMilligram,
    activeMassPercent: sample.activeMassPercent,
    theoreticalCapacity: sample.theoreticalCapacityMilliampHourPerGram,
    oneCMilliampPerGram: sample.oneCMilliampPerGram,
    referenceElectrode: sample.referenceElectrode,
    referenceOffsetVolt: sample.referenceOffsetVolt,
  };
}

/** Theoretical capacity of a formula in mAh/g, or what is wrong with it; both undefined for an empty one. */
export function capacityOf(composition: string): { capacity?: number; error?: string } {
  if (composition.trim() === '') return {};
  try {
    return { capacity: theoreticalCapacity(parseComposition(composition)) };
  } catch (error) {
    if (error instanceof CompositionError) return { error: `${capitalised(error.message)}.` };
    throw error;
  }
}

/** Active mass of the draft in mg; undefined while it is not known. */
export function activeMassOf(sample: NewRunDraft['sample']): number | undefined {
  const mass =
    sample.massGivenAs === 'active'
      ? sample.activeMassMilligram
      : sample.compositeMassMilligram !== null && sample.activeMassPercent !== null
        ? (sample.compositeMassMilligram * sample.activeMassPercent) / 100
        : null;
  return mass !== null && mass > 0 ? mass : undefined;
}

/** Messages by field, e.g. `sample.composition`. */
export type DraftErrors = Record<string, string>;

/** Checks the draft: the run to start, or what to correct, field by field. */
export function checkDraft(draft: NewRunDraft): { run?: NewRun; errors: DraftErrors } {
  const errors: DraftErrors = {};
  const numbers = Object.entries(draft.sample).filter(([, value]) => typeof value === 'number' && Number.isNaN(value));
  for (const [field] of numbers) errors[`sample.${field}`] = 'Enter a number.';
  const { error } = capacityOf(draft.sample.composition);
  if (error) errors['sample.composition'] = error;
  if (draft.profileName === '') errors['profileName'] = 'Choose how the instruments are reached.';
  if (draft.sample.referenceOffsetVolt === null)
    errors['sample.referenceOffsetVolt'] = 'Enter the offset; 0 if the voltage is already against Li\u207a/Li.';
  const { sample } = draft;
  const onlyOne =
    sample.massGivenAs === 'composite' &&
    (sample.compositeMassMilligram === null) !== (sample.activeMassPercent === null);
  if (onlyOne) {
    const missing = sample.compositeMassMilligram === null ? 'compositeMassMilligram' : 'activeMassPercent';
    errors[`sample.${missing}`] ??= 'Both are needed for the active mass, or leave both empty.';
  }
  const parsed = newRunSchema.safeParse(asRun(draft));
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const field = FIELD_OF[issue.path.join('.')] ?? issue.path.join('.');
      errors[field] ??= sentence(field, issue.message);
    }
  return Object.keys(errors).length === 0 && parsed.success ? { run: parsed.data, errors } : { errors };
}

function asRun(draft: NewRunDraft): unknown {
  const { sample } = draft;
  const active = sample.massGivenAs === 'active';
  return {
    name: draft.name,
    operator: draft.operator.trim(),
    tags: draft.tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    notes: draft.notes,
    sample: {
      name: sample.name,
      batch: sample.batch.trim(),
      composition: sample.composition.trim(),
      coating: sample.coating.trim(),
      activeMassMilligram: active ? sample.activeMassMilligram : null,
      compositeMassMilligram: active ? null : sample.compositeMassMilligram,
      activeMassPercent: active ? null : sample.activeMassPercent,
      theoreticalCapacityMilliampHourPerGram: sample.theoreticalCapacity,
      oneCMilliampPerGram: sample.oneCMilliampPerGram,
      referenceElectrode: sample.referenceElectrode.trim(),
      referenceOffsetVolt: sample.referenceOffsetVolt ?? 0,
    },
    setup: draft.setup,
    gases: draft.gases,
    profileName: draft.profileName,
  };
}

const FIELD_OF: Record<string, string> = {
  'sample.theoreticalCapacityMilliampHourPerGram': 'sample.theoreticalCapacity',
};

/** A schema's message as a sentence; its own technical ones are replaced by what to enter. */
function sentence(field: string, message: string): string {
  if (/too small|expected number to be >/i.test(message)) return 'Enter a number above zero.';
  if (/too big/i.test(message)) return field === 'sample.activeMassPercent' ? 'At most 100 %.' : 'This is too large.';
  if (field === 'name') return 'Give the run a name.';
  return `${capitalised(message)}.`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Reads `H2 100, O2 100, CO2 100` (ppm). @returns undefined where a part cannot be read */
export function parseComponents(text: string): { species: string; ppm: number }[] | undefined {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const components = parts.map((part) => /^([A-Z][A-Za-z0-9]*)\s+(\d+(?:\.\d+)?)(?:\s*ppm)?$/.exec(part));
  if (components.some((match) => match === null)) return undefined;
  return components.map((match) => ({ species: match![1]!, ppm: Number(match![2]) }));
}
