import type { Results } from '../../../../shared/domain/results.ts';
import { integer, number, text, time, us } from './record-columns.ts';
import { recordTable, single, type TableFamily } from './table.ts';

/** What cell and gas did, phase by phase. */
export function phasesTable({ phases }: Results): TableFamily {
  const rows = phases.map((phase, i) => ({ ...phase, row: i + 1 }));
  type Row = (typeof rows)[number];
  return single(
    recordTable<Row>(
      'phases',
      'Phases',
      [
        integer('phase', 'Phase', 'Number, as in the table of the cell.', (one) => one.row),
        text('label', 'Label', 'Name of the phase.', (one) => one.label),
        text('kind', 'Kind', 'What the cell or the gas did.', (one) => one.kind),
        time('from_time', 'From', 'Begin.', (one) => us(one.fromTime)),
        time('to_time', 'To', 'End.', (one) => us(one.toTime)),
        number('from_seconds', 'From', 's', 'Since the run’s zero.', (one) => one.fromSeconds),
        number('to_seconds', 'To', 's', 'Since the run’s zero.', (one) => one.toSeconds),
        number('charge', 'Charge', 'C', 'That passed, charging positive.', (one) => one.chargeCoulomb),
        number('capacity', 'Specific capacity', 'mAh/g', 'That passed.', (one) => one.capacityMilliampHourPerGram),
        number('c_rate', 'C-rate', '1/h', 'Mean current over that of 1 C.', (one) => one.cRate),
        number('soc_from', 'SOC, begin', '%', 'State of charge.', (one) => one.socFrom),
        number('soc_to', 'SOC, end', '%', 'State of charge.', (one) => one.socTo),
        number('voltage_from', 'Voltage, begin', 'V', 'Cell voltage.', (one) => one.voltageFrom),
        number('voltage_to', 'Voltage, end', 'V', 'Cell voltage.', (one) => one.voltageTo),
      ],
      rows,
    ),
    'Phases: OCV, charges, discharges, rests, zero and calibration gas.',
  );
}

/** Charges with the discharges after them. */
export function cyclesTable({ cycles }: Results): TableFamily {
  return single(
    recordTable<Results['cycles'][number]>(
      'cycles',
      'Cycles',
      [
        integer('cycle', 'Cycle', 'Number.', (one) => one.number),
        number('charge', 'Charge', 'mAh/g', 'Specific capacity.', (one) => one.chargeMilliampHourPerGram),
        number('discharge', 'Discharge', 'mAh/g', 'Specific capacity.', (one) => one.dischargeMilliampHourPerGram),
        number(
          'coulombic_efficiency',
          'Coulombic efficiency',
          '%',
          'Discharge over charge.',
          (one) => one.coulombicEfficiencyPercent,
        ),
      ],
      cycles,
    ),
    'Cycles: a charge and the discharge after it.',
  );
}
