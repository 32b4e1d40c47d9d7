import { AppError } from '../../../shared/api/errors.ts';

/**
 * The range of x that is asked for, else the whole one.
 * @param safe what the person is told to be unharmed
 * @throws AppError where it is empty
 */
export function wantedRange(
  request: { from?: number | null; to?: number | null },
  { fullFrom, fullTo }: { fullFrom: number; fullTo: number },
  safe: string,
): { from: number; to: number } {
  const from = request.from ?? fullFrom;
  const to = request.to ?? fullTo;
  if (Number.isFinite(from) && Number.isFinite(to) && from <= to) return { from, to };
  throw new AppError({
    code: 'bad-range',
    happened: `The range from ${from} to ${to} is empty.`,
    safe,
    next: 'Choose a range that ends after it begins.',
  });
}
