/** One amount of one gas in one phase, beside what the simulator released. */
export interface AmountRecord {
  label: string;
  /** Released in the phase, umol per gram of true active mass: what amounts are binned by. */
  released: number;
  /** The same in the unit of the result. */
  truth: number;
  amount: number;
  u: number;
  /** U, 95.45 %. */
  expanded: number;
  threshold: number;
  detected: boolean;
}

/** One onset as printed, beside the time the true rate first exceeded its level in that phase. */
export interface OnsetRecord {
  label: string;
  method: string;
  level: number;
  seconds: number;
  low: number;
  high: number;
  /** Null where the true rate never exceeded the level, or stood above it from the start. */
  truth: number | null;
}

export interface GasRecord {
  species: string;
  unit: string;
  /** Phases, then the total. */
  amounts: AmountRecord[];
  onsets: OnsetRecord[];
}

/** Everything kept of one simulated run: one line of the campaign's file. */
export interface RunRecord {
  className: string;
  seed: number;
  gases: GasRecord[];
  /** Codes of the findings the program gave, each once. */
  findings: string[];
}
