import { readFileSync, realpathSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';

/**
 * File systems on which SQLite's log cannot be relied on: it needs memory shared between processes and locks that hold,
 * which networks, and folders lent to a virtual machine, do not give.
 */
const UNSAFE_FILE_SYSTEMS = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'afs',
  'ncpfs',
  'coda',
  'ceph',
  'glusterfs',
  'lustre',
  'beegfs',
  'gpfs',
  'davfs',
  '9p',
  'drvfs',
  'vboxsf',
  'prl_fs',
  'vmhgfs',
]);
/** FUSE programs of the same kind; ntfs-3g and exfat-fuse are local disks. */
const UNSAFE_FUSE =
  /^fuse\.(sshfs|s3fs|rclone|glusterfs|ceph|davfs|curlftpfs|smbnetfs|gvfsd-fuse|vmhgfs-fuse|mfs|juicefs|onedrive|google-drive)/;

export interface FolderFacts {
  /** As given, for the sentence. */
  folder: string;
  /** With links and mapped drive letters resolved. */
  realPath: string;
  /** As the mount table calls it, e.g. `ext4`, `nfs4`, `fuse.sshfs`; undefined where there is no such table. */
  fileSystemType: string | undefined;
}

/** Nothing if a run may be recorded there, else why not. */
export function decideRecordingFolder(facts: FolderFacts): AppError | undefined {
  const isNetworkName = /^(\\\\|\/\/)[^\\/?.]/.test(facts.realPath) || /^\\\\\?\\UNC\\/i.test(facts.realPath);
  const type = facts.fileSystemType ?? '';
  if (!isNetworkName && !UNSAFE_FILE_SYSTEMS.has(type) && !UNSAFE_FUSE.test(type)) return undefined;
  return new AppError({
    code: 'network-folder',
    happened: `${facts.folder} is on a network or shared folder${type === '' ? '' : ` (${type})`}; a recording there can be lost when the connection hiccups.`,
    safe: 'Nothing was started.',
    next: 'Record onto a disk of this computer and copy the file when the run has ended.',
  });
}

/** Facts about an existing folder. */
export function probeFolder(folder: string): FolderFacts {
  const realPath = realpathSync.native(folder);
  return { folder, realPath, fileSystemType: fileSystemTypeOf(realPath, readMountTable()) };
}

/** The type of the file system that a path is on, from Linux's /proc/self/mountinfo. */
export function fileSystemTypeOf(realPath: string, mountTable: string): string | undefined {
  let longest = '';
  let type: string | undefined;
  for (const line of mountTable.split('\n')) {
    const fields = line.split(' ');
    const separator = fields.indexOf('-');
    if (separator < 5) continue;
    // Blanks in mount points are written as octal.
    const point = fields[4].replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const contains = point === '/' || realPath === point || realPath.startsWith(`${point}/`);
    // A later mount on the same point covers the earlier one.
    if (contains && point.length >= longest.length) {
      longest = point;
      type = fields[separator + 1];
    }
  }
  return type;
}

function readMountTable(): string {
  try {
    return process.platform === 'linux' ? readFileSync('/proc/self/mountinfo', 'utf8') : '';
  } catch {
    return '';
  }
}
