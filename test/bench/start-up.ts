import { spawnSync } from 'node:child_process';
import { bestSeconds, secondsText, type BenchCase } from './bench-case.ts';

/** The command line from nothing to its answer, beside an empty Node. Needs `npm run build`. */
export const startUpCase: BenchCase = {
  name: 'start-up',
  async run() {
    const plain = await bestSeconds(5, () => spawnSync(process.execPath, ['-e', '0']));
    const version = await bestSeconds(5, () => spawnSync(process.execPath, ['dist/main/opendems.mjs', '--version']));
    return [
      {
        subject: 'opendems --version',
        measured: secondsText(version),
        plain: `empty Node ${secondsText(plain)}`,
        ratio: version / plain,
        budget: '1 s',
        met: version <= 1,
      },
    ];
  },
};
