/**
 * Takes the place of `buffer-crc32` in the bundles (build/build.mjs): the zip library's own CRC-32 is a loop in
 * JavaScript and took a tenth of the time of a data package. Of it the library asks for `unsigned` alone.
 */
export { crc32 as unsigned } from '../src-main/core/storage/crc32.ts';
