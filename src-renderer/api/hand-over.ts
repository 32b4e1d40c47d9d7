import { DOWNLOAD_PATH, type WrittenFile } from '../../shared/api/files.ts';

/** Starts the download of a written file in a browser; on a desktop it is in its place already. */
export function handOver(file: WrittenFile): void {
  if (file.download === null) return;
  const link = document.createElement('a');
  link.href = `${DOWNLOAD_PATH}${file.download}`;
  link.download = file.name;
  link.click();
}
