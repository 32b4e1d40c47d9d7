/**
 * Numbers the simulated laboratory runs on. Its own list: the analysis keeps another one, so that recovering
 * the truth is no circle (science.md 7). CODATA 2018, exact by the definition of the SI.
 */
export const SIM_FARADAY = 96_485.332_12; // C/mol
export const SIM_GAS_CONSTANT = 8.314_462_618; // J/(mol K)
export const SIM_ELEMENTARY_CHARGE = 1.602_176_634e-19; // C

/** The laboratory's pressure and the temperatures gas volumes are taken at. */
export const LAB_PRESSURE = 101_325; // Pa
export const NORMAL_TEMPERATURE = 273.15; // K, the "n" of mln
export const LINE_TEMPERATURE = 298.15; // K

/** Dry air by mole, percent (science.md 6.5). */
export const AIR_PERCENT = { N2: 78.084, O2: 20.946, Ar: 0.934 } as const;

/** LiNi0.85Co0.10Mn0.05O2, g/mol (science.md 5). */
const NCM85_MOLAR_MASS = 97.4676;

/** Capacity of complete delithiation, mAh/g; state of charge counts against it. */
export const NCM85_CAPACITY = SIM_FARADAY / 3.6 / NCM85_MOLAR_MASS;

/** Volts to add to the cell voltage (In/InLi anode) to read against lithium. */
export const INDIUM_OFFSET = 0.62;

/** What the experimenter weighed and calls 1 C: the current is set from these, whatever the true mass is. */
export const NOMINAL_COMPOSITE_MILLIGRAM = 12.5;
export const NOMINAL_ACTIVE_PERCENT = 69.3;
export const ONE_C_MILLIAMP_PER_GRAM = 190;
export const C_RATE = 0.05;
export const UPPER_CUTOFF_VOLT = 3.7;
export const LOWER_CUTOFF_VOLT = 2.3;

export const NOMINAL_FLOW_MLN_PER_MIN = 2.5;
export const NOMINAL_CALIBRATION_PPM = 100;
export const CELL_CELSIUS = 45;

/** Molar flow in mol/s of a flow in mln/min (science.md 1.5). */
export function molarFlow(mlnPerMin: number): number {
  return (mlnPerMin * 1e-6 * LAB_PRESSURE) / (SIM_GAS_CONSTANT * NORMAL_TEMPERATURE) / 60;
}

/** Gas in a volume, mol. */
export function molesInVolume(millilitre: number, kelvin: number): number {
  return (millilitre * 1e-6 * LAB_PRESSURE) / (SIM_GAS_CONSTANT * kelvin);
}
