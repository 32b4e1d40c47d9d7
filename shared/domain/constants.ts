/** CODATA 2018 values; exact by the definition of the SI. */
export const FARADAY = 96485.33212; // C/mol
export const GAS_CONSTANT = 8.314462618; // J/(mol K)
export const ZERO_CELSIUS_KELVIN = 273.15;
