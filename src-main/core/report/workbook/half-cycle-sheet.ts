import type { Cell, Row } from 'write-excel-file/node';
import type { Results } from '../../../../shared/domain/results.ts';
import { decideNumberFormat, headCell, numberCell, textCell, type WorkbookSheet } from './sheet-of-table.ts';

/** One row per phase, the cell first and then each gas with U, limit, peak and onset: what a person plots. */
export function halfCycleSheet({ phases, gases }: Results): WorkbookSheet {
  const heads = [
    'Phase',
    'From / h',
    'To / h',
    'Charge / C',
    'Specific capacity / mAh/g',
    'C-rate / 1/h',
    'SOC, begin / %',
    'SOC, end / %',
    'Voltage, begin / V',
    'Voltage, end / V',
    ...gases.flatMap(({ species, unit, rateUnit }) => [
      `${species} / ${unit}`,
      `U(${species}) / ${unit}`,
      `LOD(${species}) / ${unit}`,
      `${species}, printed`,
      `${species} peak rate / ${rateUnit}`,
      `U(${species} peak rate) / ${rateUnit}`,
      `${species} onset SOC / %`,
    ]),
  ];
  const rows = phases.map((phase): (string | number | null)[] => [
    phase.label,
    phase.fromSeconds / 3600,
    phase.toSeconds / 3600,
    phase.chargeCoulomb,
    phase.capacityMilliampHourPerGram,
    phase.cRate,
    phase.socFrom,
    phase.socTo,
    phase.voltageFrom,
    phase.voltageTo,
    ...gases.flatMap(({ intervals }) => {
      const interval = intervals.find(({ label }) => label === phase.label);
      return [
        interval?.amount ?? null,
        interval?.U ?? null,
        interval?.lod ?? null,
        interval?.printed ?? null,
        interval?.peakRate ?? null,
        interval?.peakRateU ?? null,
        interval?.onset?.soc ?? null,
      ];
    }),
  ]);
  const formats = heads.map((_, c) =>
    decideNumberFormat(
      Math.max(
        0,
        ...rows.map((row) => row[c]).flatMap((value) => (typeof value === 'number' ? [Math.abs(value)] : [])),
      ),
    ),
  );
  return {
    sheet: 'Half-cycles',
    data: [
      heads.map(headCell),
      ...rows.map((row): Row =>
        row.map((value, c): Cell => {
          if (value === null) return null;
          return typeof value === 'string' ? textCell(value) : numberCell(value, formats[c]);
        }),
      ),
    ],
    columns: heads.map((head) => ({ width: head.endsWith('printed') ? 26 : 13 })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  };
}
