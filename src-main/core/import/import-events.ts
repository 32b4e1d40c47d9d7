import type { Gap, RunEvent } from '../../../shared/domain/event.ts';
import type { ReadClockStep } from '../readers/reader.ts';
import type { ImportPlan } from './plan-import.ts';
import type { FilePreview } from './preview-file.ts';

/** Everything that reading and joining the files brought up, as events of the run. */
export function importEvents(
  previews: readonly FilePreview[],
  plan: ImportPlan,
  when: { startUs: number; nowUs: number },
): RunEvent[] {
  const event = (parts: Partial<RunEvent> & Pick<RunEvent, 'text'>): RunEvent => ({
    timeUs: when.startUs,
    kind: 'import-finding',
    severity: 'info',
    sourceId: null,
    channelId: null,
    fromUs: null,
    toUs: null,
    data: {},
    ...parts,
  });
  const events = plan.notes.map((text) => event({ text }));
  previews.forEach(({ input, readerId, readerName, sha256, description, spectra }, file) => {
    const { findings, segments, metadata, rows, labels } = description;
    const sourceId = memberOf(plan, file)?.sourceId ?? null;
    events.push(
      event({
        text: `Imported ${input.name} (${readerName}, ${rows} rows).`,
        sourceId,
        data: {
          file: input.name,
          format: readerId,
          sha256,
          rows,
          spectra,
          segments,
          metadata,
          labels,
          importedUtcUs: when.nowUs,
        },
      }),
    );
    for (const { code, severity, sentence, next, line, count, channelId } of findings)
      events.push(
        event({
          severity,
          text: `${input.name}: ${sentence} ${next}`,
          sourceId,
          channelId: plan.routes.find((route) => route.file === file && route.channelId === channelId)?.target ?? null,
          data: { file: input.name, code, line, count },
        }),
      );
    for (const { step, shiftUs } of stepsOf(previews, plan, file)) {
      // Daylight saving is the zone's affair, a pause is no fault of the clock: only a clock that was set has a step.
      if (step.cause !== 'clock-set') continue;
      events.push(
        event({
          kind: 'clock-step',
          severity: 'warning',
          text: `${input.name}, line ${step.line}: the clock was set by ${step.excessSeconds.toFixed(0)} s.`,
          sourceId,
          fromUs: Math.round(step.fromUs + shiftUs),
          toUs: Math.round(step.toUs + shiftUs),
          data: { excessSeconds: step.excessSeconds },
        }),
      );
    }
  });
  return events;
}

/** Pauses of a cycler as gaps of its voltage and current. */
export function pauseGaps(previews: readonly FilePreview[], plan: ImportPlan): Gap[] {
  return previews.flatMap((_, file) => {
    const targets = new Set(plan.routes.filter((route) => route.file === file).map(({ target }) => target));
    const channels = plan.channels.filter(
      ({ id, role }) => targets.has(id) && (role === 'voltage' || role === 'current'),
    );
    return stepsOf(previews, plan, file)
      .filter(({ step }) => step.cause === 'pause')
      .flatMap(({ step, shiftUs }) =>
        channels.map(({ id }): Gap => ({
          channelId: id,
          fromUs: Math.round(step.fromUs + shiftUs),
          toUs: Math.round(step.toUs + shiftUs),
          cause: 'unknown',
          filledBy: null,
          text: `the tester paused for ${step.excessSeconds.toFixed(0)} s`,
        })),
      );
  });
}

function memberOf(plan: ImportPlan, file: number): { sourceId: string; shiftUs: number } | undefined {
  for (const { source, members } of plan.joined) {
    const member = members.find((each) => each.file === file);
    if (member) return { sourceId: source.id, shiftUs: member.shiftUs };
  }
  return undefined;
}

function stepsOf(
  previews: readonly FilePreview[],
  plan: ImportPlan,
  file: number,
): { step: ReadClockStep; shiftUs: number }[] {
  const shiftUs = memberOf(plan, file)?.shiftUs ?? 0;
  return previews[file].description.clockSteps.map((step) => ({ step, shiftUs }));
}
