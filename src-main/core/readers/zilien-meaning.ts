import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import { ionCurrentMeaning, massOfText, type ChannelMeaning } from './channel-naming.ts';
import { columnMeanings } from './column-meaning.ts';

/** Reference temperatures offered, degC. */
export const FLOW_TEMPERATURES = ['0', '20', '25'];

interface ZilienMeaning {
  channel: ChannelMeaning;
  /** It is a flow whose reference temperature the file does not state. */
  asksFlow: boolean;
}

/** Meanings of the columns of one Zilien series (formats.md 7). */
export function zilienMeanings(
  series: string,
  columns: readonly string[],
  known: { flowTemperature: string | undefined; hasCycler: boolean },
): ZilienMeaning[] {
  // The appended EC-Lab data are the cycler's own; what the spectrometer's computer polled is an auxiliary record.
  if (series === 'EC-lab') return columnMeanings(columns).map((channel) => ({ channel, asksFlow: false }));
  if (series === 'pot')
    return columns.map((column) => ({ channel: polledMeaning(column, known.hasCycler), asksFlow: false }));
  return columns.map((column) => instrumentMeaning(series, column, known.flowTemperature));
}

function polledMeaning(column: string, hasCycler: boolean): ChannelMeaning {
  if (/^cycle\b/i.test(column))
    return { name: column, role: hasCycler ? 'other' : 'cycle-index', unit: '1', updates: 'on-change' };
  const meaning = columnMeanings([column])[0];
  if (meaning.role === 'voltage') return { ...meaning, role: 'auxiliary-voltage' };
  return meaning.role === 'current' && hasCycler ? { ...meaning, role: 'other' } : meaning;
}

function instrumentMeaning(series: string, column: string, flowTemperature: string | undefined): ZilienMeaning {
  const answer = (channel: ChannelMeaning, asksFlow = false) => ({ channel, asksFlow });
  const ion = /^C\d+M\d/.test(series) ? /^M(\d+(?:\.\d+)?)(?:-|\b)/.exec(column) : null;
  const mz = ion ? massOfText(ion[1]) : undefined;
  if (mz !== undefined) return answer(ionCurrentMeaning(mz));
  const { quantity, unitText } = splitColumnName(column);
  const unit = columnUnit(unitText, quantity);
  const name = `${series} ${quantity}`;
  if (/^flow$/i.test(quantity)) {
    const role = /setpoint/i.test(series) ? 'flow-setpoint' : 'flow';
    const temperature = flowTemperature === undefined || flowTemperature === '' ? Number.NaN : Number(flowTemperature);
    // Without the reference "ml/min" is 7 % ambiguous: kept as a number without a unit until it is known.
    if (!(temperature > -50 && temperature < 100) || unitText !== 'ml/min')
      return answer({ name: `${series} ${column}`, role: 'other', unit: '1' }, unitText === 'ml/min');
    return answer({
      name,
      role,
      unit: temperature === 0 ? 'mln/min' : 'mls/min',
      flowReference: { temperatureCelsius: temperature, pressurePascal: 101_325 },
      updates: role === 'flow' ? 'periodic' : 'on-change',
    });
  }
  if (/^iongauge value$/i.test(series) && unit?.unit === 'mbar')
    return answer({ name, role: 'total-pressure', ...unit });
  return answer({ name, role: 'other', ...(unit ?? { unit: '1' }) });
}
