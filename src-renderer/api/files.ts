import { UPLOAD_CHUNK_BYTES, type FileHandle } from '../../shared/api/files.ts';
import { AppError, type Problem } from '../../shared/api/errors.ts';
import type { Client } from '../../shared/api/rpc.ts';
import type { OpenDemsHost } from './connect.ts';

type Caller = Pick<Client, 'call'>;

export interface TakeFilesOptions {
  /** The desktop host, where there is one. */
  host?: OpenDemsHost | undefined;
  signal?: AbortSignal;
  /** Bytes sent of bytes in all; not called where nothing has to be sent. */
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Gives files that the person dropped or chose to the core. The desktop host names those on the disk by handle; others
 * are sent in pieces, each when the last one has been taken. On failure or abort nothing is left behind.
 * @throws AppError
 */
export async function takeFiles(
  core: Caller,
  files: readonly File[],
  options: TakeFilesOptions = {},
): Promise<FileHandle[]> {
  const taken: FileHandle[] = [];
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  try {
    for (const file of files) {
      const onSent = (sent: number) => options.onProgress?.(before + sent, total);
      taken.push((await offered(file, options.host)) ?? (await upload(core, file, onSent, taken, options.signal)));
      before += file.size;
    }
    return taken;
  } catch (error) {
    await core.call('files.release', { handles: taken.map(({ handle }) => handle) }).catch(() => {});
    throw error;
  }
}

async function offered(file: File, host: OpenDemsHost | undefined): Promise<FileHandle | undefined> {
  const answer = (await host?.offerFile(file)) as { file: FileHandle } | { problem: Problem } | undefined;
  if (!answer) return undefined;
  if ('problem' in answer) throw new AppError(answer.problem);
  return answer.file;
}

/** @param taken gets the handle at once, so that a broken upload is let go */
async function upload(
  core: Caller,
  file: File,
  onSent: (sent: number) => void,
  taken: FileHandle[],
  signal: AbortSignal | undefined,
): Promise<FileHandle> {
  const begun = await core.call('files.upload', { name: file.name, bytes: file.size });
  taken.push(begun);
  for (let offset = 0; offset < file.size; offset += UPLOAD_CHUNK_BYTES) {
    signal?.throwIfAborted();
    const data = await piece(file, offset);
    await core.call('files.append', { handle: begun.handle, offset, data });
    onSent(offset + data.length);
  }
  taken.pop();
  return begun;
}

/** @throws AppError where the browser may no longer read the file, or it is a folder */
async function piece(file: File, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(offset, offset + UPLOAD_CHUNK_BYTES).arrayBuffer());
  } catch (error) {
    throw new AppError(
      {
        code: 'file-unreadable',
        happened: `${file.name} cannot be read: it is a folder, was changed meanwhile, or is held by another program.`,
        safe: 'It was not changed and nothing was made of it.',
        next: 'Choose the file itself, or a copy of it.',
      },
      { cause: error },
    );
  }
}

/** Asks where a file shall go (desktop) or prepares a download (browser); undefined where the person changed their mind. */
export async function saveTarget(core: Caller, suggestedName: string): Promise<string | undefined> {
  const { target } = await core.call('files.saveAs', { suggestedName });
  return target ?? undefined;
}
