import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as parquet from 'parquet-wasm/esm';

let isReady = false;

/** The writer is one file for all systems; the build lays it beside the bundles, run from source it lies in its package. */
export function parquetWriter(): typeof parquet {
  if (!isReady) {
    const beside = fileURLToPath(new URL('../parquet/parquet.wasm', import.meta.url));
    const path = existsSync(beside)
      ? beside
      : createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');
    parquet.initSync({ module: readFileSync(path) });
    isReady = true;
  }
  return parquet;
}
