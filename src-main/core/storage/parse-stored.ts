import type { ZodType } from 'zod';
import { AppError } from '../../../shared/api/errors.ts';

/**
 * A stored text whose checksum has matched. What does not fit the schema was written so, by a newer program.
 * @throws AppError `run-file-newer`
 */
export function parseStored<Value>(schema: ZodType<Value>, json: string, path: string): Value {
  const result = schema.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError(
    {
      code: 'run-file-newer',
      happened: `${path} uses words that this OpenDEMS does not know (${issue?.path.join('.')}: ${issue?.message}).`,
      safe: 'It was not changed.',
      next: 'Install the version that wrote it to open it.',
    },
    { cause: result.error },
  );
}
