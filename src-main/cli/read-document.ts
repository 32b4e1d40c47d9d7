import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AppError } from '../../shared/api/errors.ts';

/** Reads a JSON file as a document of the given schema. @throws AppError naming the first thing that is wrong */
export function readDocument<Schema extends z.ZodType>(path: string, schema: Schema, what: string): z.output<Schema> {
  const refuse = (happened: string, next: string, cause?: unknown) =>
    new AppError({ code: `bad-${what}`, happened, safe: 'Nothing was written.', next }, { cause });
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`The ${what} file ${path} cannot be read: ${reason}.`, 'Name a JSON file that exists.', error);
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue.path.length > 0 ? ` at ${issue.path.map(String).join('.')}` : '';
  throw refuse(
    `The ${what} file ${path} is not valid${place}: ${issue.message}.`,
    `Correct it; "opendems schema ${what}" prints what is allowed.`,
  );
}
