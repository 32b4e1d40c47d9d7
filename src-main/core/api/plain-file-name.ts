/** Longest name that every file system takes, with room for a mark of ours. */
const MAXIMUM_LETTERS = 120;

/**
 * Pure: a name as a person reads it, made fit for every file system: no folders, no reserved letters, its extension kept.
 * Not unique and not for files of ours; those use `fileNameFor`.
 */
export function plainFileName(suggested: string): string {
  const tidy = suggested
    .normalize('NFC')
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const [, stem = '', extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(tidy) ?? [];
  const short = [...stem].slice(0, MAXIMUM_LETTERS).join('').trim();
  return `${short === '' ? 'opendems' : short}${extension}`;
}
