import type { ChannelChange, ImportChoices, ImportPreview } from '../../../shared/api/import.ts';
import type { QuestionId } from '../../../shared/domain/import-question.ts';
import { sampleSchema, type Sample } from '../../../shared/domain/sample.ts';
import type { TableMapping } from '../../../shared/domain/table-mapping.ts';

/** What stands in the import pane; NaN is text that is no number, null an empty field. */
export interface ImportDraft {
  name: string;
  zone: string | null;
  answers: Partial<Record<QuestionId, string>>;
  /** By the file's handle, so that they stay with it when others are taken out. */
  mappings: Record<string, TableMapping>;
  /** By handle and channel, `handle channelId`. */
  changes: Record<string, Omit<ChannelChange, 'file' | 'channelId'>>;
  invertCurrent: boolean;
  /** Name of a stored sample; empty for none. */
  sampleName: string;
  activeMassMilligram: number | null;
  referenceOffsetVolt: number | null;
}

export function emptyImportDraft(): ImportDraft {
  return {
    name: '',
    zone: null,
    answers: {},
    mappings: {},
    changes: {},
    invertCurrent: false,
    sampleName: '',
    activeMassMilligram: null,
    referenceOffsetVolt: null,
  };
}

/** Key of a channel's changes. */
export const changeKey = (handle: string, channelId: string): string => `${handle} ${channelId}`;

/** A name to begin with: the first file's, without its extension. */
export function proposedName(fileName: string): string {
  return fileName.replace(/\.[^.]{1,5}$/, '').trim() || fileName;
}

/** Pure: the draft as the core takes it, for files in this order; or what is wrong, by field. */
export function choicesOf(
  draft: ImportDraft,
  handles: readonly string[],
  samples: readonly Sample[],
): { choices: ImportChoices } | { errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === '') errors['name'] = 'Give the run a name.';
  const { activeMassMilligram: mass, referenceOffsetVolt: offset } = draft;
  if (mass !== null && !(mass > 0)) errors['mass'] = 'The active mass must be a number above zero.';
  if (offset !== null && !(Math.abs(offset) <= 5)) errors['offset'] = 'The offset must be a number between −5 and 5 V.';
  else if (offset === null && mass !== null && draft.sampleName === '')
    errors['offset'] = 'Say it with the mass: 0 for lithium metal, 0.62 for In/InLi.';
  if (Object.keys(errors).length > 0) return { errors };
  const { zone, answers, invertCurrent } = draft;
  return {
    choices: {
      name: draft.name.trim(),
      zone,
      answers,
      invertCurrent,
      mappings: mappingsOf(draft, handles),
      changes: handles.flatMap((handle, file) =>
        Object.entries(draft.changes)
          .filter(([key]) => key.startsWith(`${handle} `))
          .map(([key, change]) => ({ file, channelId: key.slice(handle.length + 1), ...change })),
      ),
      sample: sampleOf(draft, samples),
    },
  };
}

/** Mappings by the files' positions. */
export function mappingsOf(draft: ImportDraft, handles: readonly string[]): ImportChoices['mappings'] {
  return handles.flatMap((handle, file) => {
    const mapping = draft.mappings[handle];
    return mapping ? [{ file, mapping }] : [];
  });
}

/** The stored record with what was typed; a new one named like the run where only numbers were typed; null without any. */
function sampleOf(draft: ImportDraft, samples: readonly Sample[]): Sample | null {
  const record = samples.find((sample) => sample.name === draft.sampleName);
  const { activeMassMilligram, referenceOffsetVolt } = draft;
  if (!record && activeMassMilligram === null && referenceOffsetVolt === null) return null;
  return sampleSchema.parse({
    ...(record ?? { name: draft.name.trim() }),
    ...(activeMassMilligram !== null && { activeMassMilligram }),
    ...(referenceOffsetVolt !== null && { referenceOffsetVolt }),
  });
}

/** Pure: why these files cannot be imported yet, one sentence; undefined where they can. */
export function obstacleOf(preview: ImportPreview): string | undefined {
  if (preview.problem) return preview.problem.happened;
  const unread = preview.files.filter((file) => file.kind === null);
  if (unread.length > 0)
    return unread.length === 1
      ? `${unread[0]!.name} cannot be read. Take it out, or describe its columns.`
      : `${unread.length} files cannot be read. Take them out, or describe their columns.`;
  if (preview.files.every((file) => file.channels.length === 0)) return 'No channel with readings was found.';
  return undefined;
}
