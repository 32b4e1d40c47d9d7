import { z } from 'zod';
import { AppError } from '../../shared/api/errors.ts';
import { infoDocumentSchema } from '../../shared/domain/info-document.ts';
import { profileSchema } from '../../shared/domain/profile.ts';
import { recipeSchema } from '../../shared/domain/recipe.ts';
import { resultsSchema } from '../../shared/domain/results.ts';
import { runSchema } from '../../shared/domain/run.ts';
import { sampleSchema } from '../../shared/domain/sample.ts';
import { simulationTruthSchema } from '../core/instruments/simulated/truth.ts';
import { tableMappingSchema } from '../../shared/domain/table-mapping.ts';
import { printJson } from './command.ts';
import { SCHEMA_NAMES, type SchemaName } from './schema-names.ts';

const SCHEMAS: Record<SchemaName, z.ZodType> = {
  recipe: recipeSchema,
  results: resultsSchema,
  sample: sampleSchema,
  profile: profileSchema,
  run: runSchema,
  info: infoDocumentSchema,
  truth: simulationTruthSchema,
  mapping: tableMappingSchema,
};

/** `opendems schema`: the JSON Schema of a document as a person may write it (defaults may be left out). */
export function schema(name: string): void {
  if (!Object.hasOwn(SCHEMAS, name))
    throw new AppError({
      code: 'unknown-schema',
      happened: `There is no document "${name}".`,
      safe: 'Nothing was changed.',
      next: `Ask for one of: ${SCHEMA_NAMES.join(', ')}.`,
    });
  printJson(z.toJSONSchema(SCHEMAS[name as SchemaName], { io: 'input' }));
}
