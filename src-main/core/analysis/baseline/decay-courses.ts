import { meansInBins } from './cells.ts';
import type { BaselineFrame, Course } from './prepare-baseline.ts';
import { meansFrom } from './quadrature.ts';
import type { DecayTerm } from './shapes.ts';

/**
 * A decay and its derivative by the logarithm of its time constant, both over the decay at one age, as regressors. The two
 * share their exponentials; bins and blocks are calculated only for members that count.
 * @param top what both are divided by
 */
export function decayCourses(
  frame: BaselineFrame,
  term: DecayTerm,
  hours: number,
  top: number,
): { value: Course; derivative: Course } {
  const at = (ages: Float64Array) => {
    const [value, derivative] = [new Float64Array(ages.length), new Float64Array(ages.length)];
    term.course(ages, hours, value, derivative);
    for (let i = 0; i < ages.length; i++) {
      value[i] /= top;
      derivative[i] /= top;
    }
    return { value, derivative };
  };
  const quadrature = at(frame.anchorAges);
  let blocks: { value: Float64Array; derivative: Float64Array } | undefined;
  const ofBlocks = () => (blocks ??= at(frame.blockAges));
  const course = (which: 'value' | 'derivative'): Course => {
    let bins: Float64Array | undefined;
    return {
      anchors: meansFrom(quadrature[which], new Float64Array(frame.anchors.length)),
      get blocks() {
        return ofBlocks()[which];
      },
      get bins() {
        return (bins ??= meansInBins(ofBlocks()[which], frame.bins));
      },
    };
  };
  return { value: course('value'), derivative: course('derivative') };
}
