import { z } from 'zod';
import { gasBottleSchema, setupSchema } from '../domain/gases.ts';
import { profileSchema } from '../domain/profile.ts';
import { recipeSchema } from '../domain/recipe.ts';
import { sampleSchema } from '../domain/sample.ts';
import { tableMappingSchema } from '../domain/table-mapping.ts';
import { figureDesignSchema, savedFigureSchema } from '../figure/saved-figure.ts';
import { alertSchema } from './alerts.ts';
import {
  adaptedRecipeSchema,
  borrowedCalibrationSchema,
  evaluationRequestSchema,
  evaluationSchema,
  openedAnalysisSchema,
  sketchSchema,
  recipeVersionSchema,
} from './analysis.ts';
import { comparedSchema, compareRequestSchema, figureExportSchema } from './compare.ts';
import { exportRequestSchema } from './export.ts';
import { fileHandleSchema, uploadChunkSchema } from './files.ts';
import { commissioningSchema, labFaultSchema, profileEntrySchema } from './instruments.ts';
import {
  chosenOffsetsSchema,
  clockPairSchema,
  importFilesSchema,
  importPreviewSchema,
  importStartSchema,
  tableGuessSchema,
} from './import.ts';
import { jobSchema } from './jobs.ts';
import { liveEdgeSchema, liveStateSchema, newRunSchema } from './live.ts';
import { reportPreviewSchema, reportRequestSchema } from './report.ts';
import { provisionalCalibrationSchema } from './provisional.ts';
import { runDescriptionSchema, runSummarySchema } from './runs.ts';
import { viewRequestSchema, viewSchema } from './views.ts';

/** Raised with every change that an older window would misread. */
export const PROTOCOL_VERSION = 1;

const nothing = z.object({});
const runReference = z.object({ runId: z.string() });

/** What the host offers; the window asks for these, never for the host's name. */
export const capabilitiesSchema = z.object({
  nativeDialogs: z.boolean(),
  keepAwake: z.boolean(),
  revealInFolder: z.boolean(),
  quit: z.boolean(),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

const settingFields = {
  theme: z.enum(['system', 'light', 'dark']),
  laboratory: z.string(),
  operator: z.string(),
  /** Where new runs go; null is the library folder below OPENDEMS_HOME. Changed through the host's dialog or typed on the web host's own machine. */
  libraryFolder: z.string().nullable(),
  examplesMade: z.boolean(),
  /** What the place Compare showed last; runs that are gone are left out. */
  comparison: z.object({ runIds: z.array(z.string()), design: figureDesignSchema }).nullable(),
};
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: settingFields.theme.default('system'),
  laboratory: settingFields.laboratory.default(''),
  operator: settingFields.operator.default(''),
  libraryFolder: settingFields.libraryFolder.default(null),
  examplesMade: settingFields.examplesMade.default(false),
  comparison: settingFields.comparison.default(null),
});
/** Some settings anew; made without the usual values, which would come in place of everything that is not named. */
const settingsChangeSchema = z.object(settingFields).partial();
export type Settings = z.infer<typeof settingsSchema>;

export const RECORD_KINDS = ['sample', 'setup', 'gas', 'mapping', 'figure'] as const;
const recordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), record: sampleSchema }),
  z.object({ kind: z.literal('setup'), record: setupSchema }),
  z.object({ kind: z.literal('gas'), record: gasBottleSchema }),
  z.object({ kind: z.literal('mapping'), record: tableMappingSchema }),
  /** A design of a figure, for any runs. */
  z.object({ kind: z.literal('figure'), record: savedFigureSchema }),
]);
export type LabRecord = z.infer<typeof recordSchema>;

/** Every call: parameters in, result out. Handlers and clients are typed from here; both ends check. */
export const methods = {
  hello: {
    input: z.object({ protocolVersion: z.number() }),
    output: z.object({
      protocolVersion: z.number(),
      softwareVersion: z.string(),
      capabilities: capabilitiesSchema,
      settings: settingsSchema,
      libraryFolder: z.string(),
    }),
  },
  'settings.save': { input: z.object({ change: settingsChangeSchema }), output: settingsSchema },

  'runs.list': { input: nothing, output: z.object({ runs: z.array(runSummarySchema), folder: z.string() }) },
  'runs.describe': { input: runReference, output: runDescriptionSchema },
  'runs.update': {
    input: runReference.extend({
      name: z.string().trim().min(1).optional(),
      tags: z.array(z.string()).optional(),
      notes: z.string().optional(),
    }),
    output: nothing,
  },
  /** Moves to the library's trash; the answer names what `runs.restore` needs. */
  'runs.trash': { input: runReference, output: z.object({ trashId: z.string() }) },
  'runs.restore': { input: z.object({ trashId: z.string() }), output: runReference },
  'runs.recover': { input: runReference, output: z.object({ samples: z.number(), findings: z.array(z.string()) }) },
  /** Goes on recording a run whose recorder was stopped; the hole is recorded as a gap. */
  'runs.resume': { input: runReference, output: nothing },
  'runs.verify': { input: runReference, output: z.object({ rawSha256: z.string(), findings: z.array(z.string()) }) },
  /** Host dialog to add run files to the library; empty where cancelled. Needs `nativeDialogs`. */
  'runs.openDialog': { input: nothing, output: z.object({ runIds: z.array(z.string()) }) },
  /**
   * Copies run files that a person gave (shared/api/files.ts) into the library; the originals stay where they are.
   * `findings` says what is wrong with one, because a damaged run is worth having too.
   */
  'runs.add': {
    input: z.object({ files: z.array(z.string()).min(1) }),
    output: z.object({ runIds: z.array(z.string()), findings: z.array(z.string()) }),
  },
  'runs.reveal': { input: runReference, output: nothing },

  'view.read': { input: viewRequestSchema, output: viewSchema },

  /** Reads the run for evaluation and finds the recipe to begin with. */
  'analysis.open': { input: runReference, output: openedAnalysisSchema },
  /** The recipe the program would begin with, whatever has been kept. */
  'analysis.propose': { input: runReference, output: z.object({ recipe: recipeSchema }) },
  'analysis.evaluate': { input: evaluationRequestSchema, output: evaluationSchema },
  /** The gas of the figure by a recipe that is being changed; null where only `analysis.evaluate` will do. */
  'analysis.sketch': { input: evaluationRequestSchema, output: z.object({ sketch: sketchSchema.nullable() }) },
  /** Keeps a recipe as the newest version in the run; earlier ones and the raw data stay. */
  'analysis.save': {
    input: runReference.extend({ recipe: recipeSchema }),
    output: z.object({ versions: z.array(recipeVersionSchema) }),
  },

  /** Ends the evaluations under way; each is refused with `analysis-cancelled`. */
  'analysis.cancel': { input: nothing, output: nothing },
  /** Makes a recipe of one run fit another; nothing is kept. */
  'analysis.adapt': {
    input: runReference.extend({ recipe: recipeSchema, targetId: z.string() }),
    output: adaptedRecipeSchema,
  },
  /** Sensitivities of a run by its newest recipe. */
  'analysis.sensitivities': { input: runReference, output: borrowedCalibrationSchema },

  /** Curves, caption and differences of stored runs; what is drawn of them is the window's choice. */
  'compare.read': { input: compareRequestSchema, output: comparedSchema },
  /** The bytes of a figure's file, for the clipboard. */
  'figure.render': {
    input: figureExportSchema,
    output: z.object({ bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array) }),
  },
  /** Writes a figure or its numbers where `files.saveAs` said. */
  'figure.export': {
    input: figureExportSchema.extend({ target: z.string() }),
    output: z.object({ jobId: z.string() }),
  },

  'report.preview': { input: reportRequestSchema, output: reportPreviewSchema },
  /** Writes the report to a target of `files.saveAs`. */
  'report.start': {
    input: reportRequestSchema.extend({ format: z.enum(['pdf', 'html']), target: z.string() }),
    output: z.object({ jobId: z.string() }),
  },
  /** The laboratory's logo as a `data:` address; null without. */
  'report.logo': { input: nothing, output: z.object({ logo: z.string().nullable() }) },
  /** Keeps a person's file (PNG or SVG) as the logo; null removes it. */
  'report.setLogo': {
    input: z.object({ handle: z.string().nullable() }),
    output: z.object({ logo: z.string().nullable() }),
  },

  'live.start': { input: newRunSchema, output: runReference },
  'live.stop': { input: nothing, output: nothing },
  'live.annotate': { input: z.object({ text: z.string().trim().min(1).max(2000) }), output: nothing },
  /** Writes a set point and answers with what the instrument reads back, in the channel's unit. */
  'live.write': {
    input: z.object({ channelId: z.string(), value: z.number() }),
    output: z.object({ readBack: z.number() }),
  },
  'live.state': { input: nothing, output: liveStateSchema },
  /** The last calibration with the instruments of the run being recorded, for rates while it goes on; null without one. */
  'live.calibration': { input: nothing, output: z.object({ calibration: provisionalCalibrationSchema.nullable() }) },

  /** Writes a run as a file for other programs (docs/data-package.md); the job's result is the file. */
  'export.start': { input: exportRequestSchema, output: z.object({ jobId: z.string() }) },
  /** Adds runs to the archive beside the library (docs/archive.md); the job's result says what became of each. */
  'export.archive': {
    input: z.object({ runIds: z.array(z.string()).min(1) }),
    output: z.object({ jobId: z.string() }),
  },

  /** Long works that go on, and the newest that ended (jobs.ts). */
  'jobs.list': { input: nothing, output: z.object({ jobs: z.array(jobSchema) }) },
  /** Asks a job to stop; what it has half written is removed. A job that has ended stays as it is. */
  'jobs.cancel': { input: z.object({ id: z.string() }), output: nothing },

  /** Looks at files of other software; ask `import.previewed` when the job is done. */
  'import.preview': { input: importFilesSchema, output: z.object({ jobId: z.string() }) },
  'import.previewed': { input: z.object({ jobId: z.string() }), output: importPreviewSchema },
  /** How a text file of no known format is probably laid out. */
  'import.guessTable': { input: z.object({ file: z.string() }), output: tableGuessSchema },
  /** Makes one run of the files; the job's result is the run. Takes it back: `runs.trash`. */
  'import.start': { input: importStartSchema, output: z.object({ jobId: z.string() }) },
  /** Clocks of a run's sources that recorded one voltage, fitted, and judged at the offsets given. */
  'import.clocks': {
    input: runReference.extend({ offsets: chosenOffsetsSchema }),
    output: z.object({ pairs: z.array(clockPairSchema) }),
  },
  /** Keeps these offsets as a version of the run's recipe. */
  'import.keepClocks': { input: runReference.extend({ offsets: chosenOffsetsSchema }), output: nothing },

  /** Begins to send a person's file into the core (files.ts says how files come and go). */
  'files.upload': {
    input: z.object({ name: z.string().min(1).max(255), bytes: z.number().int().nonnegative() }),
    output: fileHandleSchema,
  },
  'files.append': { input: uploadChunkSchema, output: nothing },
  /** The window needs these no more; uploaded bytes are removed, files on the disk are left alone. */
  'files.release': { input: z.object({ handles: z.array(z.string()) }), output: nothing },
  /** Where a file made for the person shall go; null where they changed their mind. */
  'files.saveAs': {
    input: z.object({ suggestedName: z.string().min(1).max(200) }),
    output: z.object({ target: z.string().nullable() }),
  },
  /** Shows a saved file in the system's own window. Needs `revealInFolder`. */
  'files.reveal': { input: z.object({ handle: z.string() }), output: nothing },

  'alerts.list': { input: nothing, output: z.object({ alerts: z.array(alertSchema) }) },
  'alerts.seen': { input: z.object({ ids: z.array(z.string()) }), output: nothing },

  'records.list': { input: nothing, output: z.object({ records: z.array(recordSchema) }) },
  'records.save': { input: recordSchema, output: nothing },
  'records.remove': { input: z.object({ kind: z.enum(RECORD_KINDS), name: z.string() }), output: nothing },

  'profiles.list': { input: nothing, output: z.object({ profiles: z.array(profileEntrySchema) }) },
  /** `password` goes to the secret store and is never sent back. `previousName` renames. */
  'profiles.save': {
    input: z.object({ profile: profileSchema, previousName: z.string().optional(), password: z.string().optional() }),
    output: nothing,
  },
  'profiles.remove': { input: z.object({ name: z.string() }), output: nothing },
  /** `trustThumbprint`: the server's certificate is accepted for good if it is exactly this one. */
  'profiles.test': { input: z.object({ name: z.string(), trustThumbprint: z.string().optional() }), output: nothing },
  'profiles.cancelTest': { input: nothing, output: nothing },

  'lab.fault': { input: labFaultSchema, output: nothing },
} as const;

/** Every event, pushed to a window after `hello`; each carries a sequence number (rpc.ts). */
export const events = {
  'live.state': liveStateSchema,
  'live.edge': liveEdgeSchema,
  'alerts.changed': z.object({ alerts: z.array(alertSchema) }),
  'runs.changed': z.object({ reason: z.string() }),
  'commissioning.changed': commissioningSchema,
  'settings.changed': settingsSchema,
  'jobs.changed': jobSchema,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type MethodInput<Name extends MethodName> = z.input<Methods[Name]['input']>;
export type MethodParameters<Name extends MethodName> = z.output<Methods[Name]['input']>;
export type MethodOutput<Name extends MethodName> = z.output<Methods[Name]['output']>;
export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<Name extends EventName> = z.output<Events[Name]>;

/** One handler per method. */
export type Handlers = { [Name in MethodName]: (input: MethodParameters<Name>) => Promise<MethodOutput<Name>> };
