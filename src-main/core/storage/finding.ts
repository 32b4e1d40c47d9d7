import type { FileFinding } from './run-file-contract.ts';

/** A finding about the whole file, or about samples [fromIndex, toIndex) of a channel. */
export function finding(
  code: string,
  text: string,
  place: { channelId?: string; fromIndex?: number; toIndex?: number } = {},
  severity: FileFinding['severity'] = 'alarm',
): FileFinding {
  const { channelId = null, fromIndex = null, toIndex = null } = place;
  return { code, severity, text, channelId, fromIndex, toIndex };
}

/** Findings for channels that hold fewer samples than the run had when it ended. */
export function missingAtEnd(
  atEnd: readonly number[],
  stored: readonly number[],
  channelIds: readonly string[],
): FileFinding[] {
  return channelIds.flatMap((channelId, i) =>
    stored[i] < atEnd[i]
      ? [
          finding('samples-missing', `${atEnd[i] - stored[i]} samples at the end of ${channelId} are missing.`, {
            channelId,
            fromIndex: stored[i],
            toIndex: atEnd[i],
          }),
        ]
      : [],
  );
}
