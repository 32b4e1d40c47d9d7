import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  decideRecordingFolder,
  fileSystemTypeOf,
  probeFolder,
} from '../../../src-main/core/storage/recording-folder.ts';

const MOUNTS = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:30 / /mnt/lab rw,relatime shared:2 - nfs4 server:/lab rw,vers=4.2
31 22 0:31 / /home/user/with\\040blank rw - fuse.sshfs host: rw
32 22 0:32 / /media/usb rw - fuseblk /dev/sdb1 rw
33 22 0:33 / /over rw - tmpfs tmpfs rw
34 33 0:34 / /over rw - cifs //server/share rw`;

const decide = (realPath: string, fileSystemType: string | undefined) =>
  decideRecordingFolder({ folder: realPath, realPath, fileSystemType })?.code;

describe('fileSystemTypeOf', () => {
  it.each([
    ['/var/lib', 'ext4'],
    ['/mnt/lab', 'nfs4'],
    ['/mnt/lab/runs/2026', 'nfs4'],
    ['/mnt/laboratory', 'ext4'],
    ['/home/user/with blank/x', 'fuse.sshfs'],
    ['/media/usb', 'fuseblk'],
    ['/over/it', 'cifs'],
  ])('of %s is %s', (path, type) => expect(fileSystemTypeOf(path, MOUNTS)).toBe(type));

  it('is unknown without a mount table', () => expect(fileSystemTypeOf('/x', '')).toBeUndefined());
});

describe('decideRecordingFolder', () => {
  it.each(['nfs', 'nfs4', 'cifs', 'smb3', '9p', 'fuse.sshfs', 'fuse.rclone', 'vboxsf'])('refuses %s', (type) =>
    expect(decide('/mnt/x', type)).toBe('network-folder'),
  );
  it.each(['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlay', 'ntfs3', 'fuseblk', 'exfat', 'fuse.ntfs-3g', undefined])(
    'allows %s',
    (type) => expect(decide('/data', type)).toBeUndefined(),
  );
  it.each(['\\\\server\\share\\runs', '//server/share', '\\\\?\\UNC\\server\\share'])('refuses the name %s', (path) =>
    expect(decide(path, undefined)).toBe('network-folder'),
  );
  it.each(['C:\\Users\\lab', '\\\\?\\C:\\Users', '/home/lab', '\\\\.\\C:\\x'])('allows the name %s', (path) =>
    expect(decide(path, undefined)).toBeUndefined(),
  );
  it('names folder and kind', () => {
    const refusal = decideRecordingFolder({ folder: 'Z:\\runs', realPath: '\\\\nas\\runs', fileSystemType: undefined });
    expect(refusal?.message).toMatch(/^Z:\\runs is on a network.*Record onto a disk of this computer/);
  });
});

it('this computer’s temporary folder is known, on Linux, and allowed', () => {
  const facts = probeFolder(tmpdir());
  if (process.platform === 'linux') expect(facts.fileSystemType).toMatch(/^[a-z]/);
  expect(decideRecordingFolder(facts)).toBeUndefined();
});
