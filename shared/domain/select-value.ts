/**
 * The value that would stand at `rank` if the numbers were sorted; reorders `values`. Linear time (Hoare), where sorting
 * a long channel would take most of an evaluation.
 * @param rank from 0 to `count` - 1
 * @param count how many of the first values take part
 */
export function selectValue(values: Float64Array, rank: number, count: number = values.length): number {
  let low = 0;
  let high = count - 1;
  while (high > low) {
    const middle = (low + high) >>> 1;
    // Median of three, so that sorted input is no worst case.
    const a = values[low];
    const b = values[middle];
    const c = values[high];
    const pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i += 1;
      while (values[j] > pivot) j -= 1;
      if (i <= j) {
        const swap = values[i];
        values[i] = values[j];
        values[j] = swap;
        i += 1;
        j -= 1;
      }
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank];
}
