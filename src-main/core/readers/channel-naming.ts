import { channelSchema, type Channel } from '../../../shared/domain/channel.ts';
import { speciesOfMz } from '../../../shared/domain/species.ts';

/** Column names that occur twice get a number. */
export function numberedNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const taken = new Set(names);
  return names.map((name) => {
    let count = (seen.get(name) ?? 0) + 1;
    let numbered = count === 1 ? name : `${name} (${count})`;
    while (count > 1 && taken.has(numbered)) numbered = `${name} (${++count})`;
    seen.set(name, count);
    return numbered;
  });
}

/** Makes channels with ids that are unique in the file. */
export class ChannelMaker {
  readonly #ids = new Set<string>();

  /** @param origin the column's name in the file; the id follows from it */
  make(sourceId: string, origin: string, meaning: ChannelMeaning): Channel {
    const slug =
      origin
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 60) || 'column';
    let id = `${sourceId}.${slug}`;
    for (let i = 2; this.#ids.has(id); i++) id = `${sourceId}.${slug}-${i}`;
    this.#ids.add(id);
    return channelSchema.parse({ ...meaning, id, sourceId, origin, name: meaning.name.trim() || 'unnamed' });
  }
}

/** What a column means; scale and offset take the file's number to `unit`. */
export type ChannelMeaning = Pick<Channel, 'name' | 'role' | 'unit'> &
  Partial<Pick<Channel, 'mz' | 'scale' | 'offset' | 'updates' | 'flowReference'>>;

/** An ion current in A. */
export function ionCurrentMeaning(mz: number): ChannelMeaning {
  const formula = speciesOfMz(mz)?.formula;
  return { name: `m/z ${mz}${formula ? ` ${formula}` : ''}`, role: 'ion-current', mz, unit: 'A' };
}

/** An m/z read from a text; undefined for what no spectrometer measures. */
export function massOfText(text: string): number | undefined {
  if (!/^\d{1,4}(?:[.,]\d{1,4})?$/.test(text)) return undefined;
  const mass = Number(text.replace(',', '.'));
  return mass > 0 && mass <= 2000 ? mass : undefined;
}
