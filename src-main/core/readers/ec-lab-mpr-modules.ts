import { truncated } from './whole-file.ts';

export const MPR_MAGIC = 'BIO-LOGIC MODULAR FILE\x1a';
const FILE_HEADER_BYTES = 52;

/** One module of an `.mpr`. */
export interface MprModule {
  name: string;
  /** Layout number: `new` for EC-Lab 11.50 and later. */
  version: number;
  isNew: boolean;
  /** `MM?DD?YY`. */
  date: string;
  data: Buffer;
}

/** The modules of an `.mpr`, by following their lengths (formats.md 10). @throws AppError */
export function readModules(bytes: Buffer, fileName: string): MprModule[] {
  const modules: MprModule[] = [];
  let at = FILE_HEADER_BYTES;
  const refuse = (what: string): never => {
    throw truncated(fileName, 'EC-Lab', what);
  };
  while (at < bytes.length) {
    if (at + 61 > bytes.length) refuse(`it ends inside the head of module ${modules.length + 1}`);
    if (bytes.toString('latin1', at, at + 6) !== 'MODULE')
      refuse(`module ${modules.length + 1} does not start where the one before it ends`);
    const name = bytes.toString('latin1', at + 6, at + 16).trim();
    const mark = bytes.readUInt32LE(at + 41);
    const isNew = mark === 0xffff_ffff;
    if (isNew && at + 65 > bytes.length) refuse(`it ends inside the head of module ${modules.length + 1}`);
    const length = isNew ? bytes.readUInt32LE(at + 45) : mark;
    const version = isNew ? bytes.readUInt32LE(at + 53) : bytes.readUInt32LE(at + 45);
    const dateAt = isNew ? at + 57 : at + 49;
    const start = dateAt + 8;
    if (start + length > bytes.length)
      refuse(`module "${name}" should have ${length} bytes, of which ${Math.max(0, bytes.length - start)} are there`);
    modules.push({
      name,
      version,
      isNew,
      date: bytes.toString('latin1', dateAt, dateAt + 8),
      data: bytes.subarray(start, start + length),
    });
    at = start + length;
  }
  return modules;
}
