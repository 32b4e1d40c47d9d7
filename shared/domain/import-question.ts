/** Questions a file cannot answer itself; the answer goes into the answers of an import under the same id. */
export const QUESTION_IDS = [
  'zone',
  'date',
  'unit',
  'date-order',
  'test-time-unit',
  'flow-temperature',
  'start-mass',
  'stop-mass',
  'points-per-amu',
] as const;
export type QuestionId = (typeof QUESTION_IDS)[number];
