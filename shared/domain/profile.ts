import { z } from 'zod';
import { channelSchema } from './channel.ts';
import { sourceSchema } from './source.ts';

/**
 * A node of an OPC-UA server by what survives a restart: namespace URI and identifier
 * (`nsu=urn:opendems:lab;s=QMS.MID.M32.IonCurrent`), or a browse path from Objects whose names carry
 * namespace URIs or none (`/QMS/MID/M32/IonCurrent`). Never a namespace index.
 */
export const nodeReferenceSchema = z
  .string()
  .regex(/^(nsu=[^;]+;[isgb]=.+|\/.+)$/, 'give nsu=URI;s=NAME (or i=, g=, b=) or a browse path that starts with /');

/** One node mapped to one channel. */
export const nodeMappingSchema = channelSchema.omit({ origin: true }).extend({
  node: nodeReferenceSchema,
  /** The operator may write it from the program (set points). */
  writable: z.boolean().default(false),
});
export type NodeMapping = z.infer<typeof nodeMappingSchema>;

export const securitySchema = z.object({
  mode: z.enum(['None', 'Sign', 'SignAndEncrypt']).default('SignAndEncrypt'),
  policy: z.enum(['None', 'Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss']).default('Basic256Sha256'),
});

export const userSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  /** The password lives in the secret store under `secret`, never in the profile. */
  z.object({ kind: z.literal('password'), name: z.string().min(1), secret: z.string().min(1) }),
]);

const profileBase = { version: z.literal(1).default(1), name: z.string().trim().min(1) };

/** Instruments behind an OPC-UA server. */
export const opcUaProfileSchema = z.object({
  ...profileBase,
  kind: z.literal('opc-ua'),
  endpoint: z.string().regex(/^opc\.tcp:\/\/[^\s/:]+(:\d+)?(\/\S*)?$/, 'an endpoint reads opc.tcp://host:port'),
  security: securitySchema.default({ mode: 'SignAndEncrypt', policy: 'Basic256Sha256' }),
  user: userSchema.default({ kind: 'anonymous' }),
  sources: z.array(sourceSchema).min(1),
  nodes: z.array(nodeMappingSchema).min(1),
  publishingIntervalMs: z.number().min(10).max(60_000).default(500),
  /** Seconds of data the server shall keep while we are away. */
  queueSeconds: z.number().min(1).default(120),
  /** Fastest expected rate of one node, Hz, for the size of the server's queue. */
  fastestRateHz: z.number().positive().default(10),
});
export type OpcUaProfile = z.infer<typeof opcUaProfileSchema>;

export const SIMULATION_PRESETS = ['bare-ncm85', 'zro2-ncm85', 'zero-gas', 'leak'] as const;
export type SimulationPreset = (typeof SIMULATION_PRESETS)[number];

/** The simulated lab: started for the run on a free port and read over OPC-UA like any other server. */
export const simulatedProfileSchema = z.object({
  ...profileBase,
  kind: z.literal('simulated-lab'),
  preset: z.enum(SIMULATION_PRESETS).default('bare-ncm85'),
  seed: z.number().int().nonnegative().default(1),
  /** Laboratory seconds per second. */
  speed: z.number().positive().max(5000).default(1),
});
export type SimulatedProfile = z.infer<typeof simulatedProfileSchema>;

/** How a laboratory's instruments are reached; a copy goes into each run. */
export const profileSchema = z
  .discriminatedUnion('kind', [opcUaProfileSchema, simulatedProfileSchema])
  .superRefine((profile, context) => {
    if (profile.kind !== 'opc-ua') return;
    const sourceIds = new Set(profile.sources.map((source) => source.id));
    const seen = new Set<string>();
    profile.nodes.forEach((node, index) => {
      const issue = (message: string, field: string) =>
        context.addIssue({ code: 'custom', message, path: ['nodes', index, field] });
      if (seen.has(node.id)) issue(`the channel id ${node.id} is used twice`, 'id');
      seen.add(node.id);
      if (!sourceIds.has(node.sourceId)) issue(`there is no source ${node.sourceId}`, 'sourceId');
      if (node.role === 'ion-current' && node.mz === null) issue('an ion current needs its m/z', 'mz');
      if ((node.role === 'flow' || node.role === 'flow-setpoint') && node.flowReference === null)
        issue('a flow needs its reference temperature and pressure', 'flowReference');
    });
  });
export type Profile = z.infer<typeof profileSchema>;
