import { formatDuration } from '../format/times.ts';
import { formatFixed } from '../format/numbers.ts';
import { lastValue } from './curve.ts';
import { formatOnAxis } from './readings.ts';
import type { StackFrame } from './stack-frame.ts';

export const X_UNITS = { time: 'h', soc: '% SOC', capacity: 'mAh/g', voltage: 'V' };

/** What the plots show, in words, for those who do not see them. */
export function summaryOf(frame: StackFrame, title: string): string {
  const width = frame.x.to - frame.x.from;
  const range =
    frame.xKind === 'time'
      ? `${formatDuration(width * 3600)} from ${formatFixed(frame.x.from, 2)} h`
      : `${formatFixed(frame.x.from, 2)} to ${formatFixed(frame.x.to, 2)} ${X_UNITS[frame.xKind]}`;
  const phase = frame.phases.find((one) => one.current)?.label;
  const values = frame.rows.flatMap((row) =>
    row.curves.flatMap((curve) => {
      const axis = curve.side === 'left' ? row.left : (row.right ?? row.left);
      const value = lastValue(curve.columns, frame.x.to);
      return value === undefined || curve.staircase
        ? []
        : [`${curve.label} ${formatOnAxis(value * axis.factor, axis)} (${axis.title})`];
    }),
  );
  return [`${title}, ${range}`, phase && `phase ${phase}`, values.join('; ')].filter(Boolean).join('. ');
}
