import { z } from 'zod';

/** How one gas is turned into a rate by a calibration of before: rate = factor x (ratio to the carrier - its reference). */
const provisionalGasSchema = z.object({
  /** Nominal m/z whose ratio to the carrier is meant. */
  mz: z.number(),
  species: z.string(),
  /** nmol/min/g per ratio to the carrier, at `flowMlnPerMin`. */
  rateFactor: z.number(),
});

/** The newest calibration that was made with the instruments of the run being recorded. */
export const provisionalCalibrationSchema = z.object({
  /** Run it comes from. */
  runId: z.string(),
  runName: z.string(),
  /** When it was made; null where its clock has no date. */
  calibratedTime: z.string().nullable(),
  /** Carrier flow the factors hold for. */
  flowMlnPerMin: z.number(),
  gases: z.array(provisionalGasSchema),
});
export type ProvisionalCalibration = z.infer<typeof provisionalCalibrationSchema>;
