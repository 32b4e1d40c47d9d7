import { z } from 'zod';

/** A bottle of calibration or zero gas with its certificate; amounts in ppm (umol/mol). */
export const gasBottleSchema = z
  .object({
    version: z.literal(1).default(1),
    name: z.string().trim().min(1),
    balance: z.string().default('He'),
    components: z
      .array(
        z.object({
          species: z.string().min(1),
          ppm: z.number().nonnegative(),
          /** Expanded (k = 2) relative uncertainty, percent. */
          expandedUncertaintyPercent: z.number().nonnegative().default(2),
        }),
      )
      .default([]),
    certificate: z.string().default(''),
    validUntil: z.iso.date().nullable().default(null),
  })
  .strict();
export type GasBottle = z.infer<typeof gasBottleSchema>;

/** The gas path and cell housing that many runs share. */
export const setupSchema = z
  .object({
    version: z.literal(1).default(1),
    name: z.string().trim().min(1),
    carrierGas: z.enum(['He', 'Ar', 'N2']).default('He'),
    headspaceMillilitre: z.number().positive().nullable().default(null),
    cellTemperatureCelsius: z.number().min(-50).max(200).nullable().default(null),
    capillary: z.string().default(''),
    massSpectrometer: z.string().default(''),
    massFlowController: z.string().default(''),
    cycler: z.string().default(''),
    /** Gas conversion factor of the flow controller for the carrier; 1 when it was ordered for it (science.md 1.5). */
    conversionFactor: z.number().positive().default(1),
  })
  .strict();
export type Setup = z.infer<typeof setupSchema>;
