import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Lets go of what is no longer in use, now. V8 looks at its own heap and hardly at the columns of samples outside it: tens
 * of megabytes of them wait for a collection that a short-lived thread never comes to.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
