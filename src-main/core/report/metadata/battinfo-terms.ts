/**
 * Terms of EMMO, its domains battery and electrochemistry (BattINFO), and CHAMEO, by the names their common context
 * gives them (https://w3id.org/emmo/domain/battery/context). Only terms that exist there; gas evolution and ion
 * currents have none yet and are described in words.
 */
export const TERMS = {
  CharacterisationExperiment: 'https://w3id.org/emmo/domain/chameo#CharacterisationExperiment',
  CharacterisationInstrument: 'https://w3id.org/emmo/domain/chameo#CharacterisationInstrument',
  CharacterisedSample: 'https://w3id.org/emmo/domain/chameo#CharacterisedSample',
  CharacterisationData: 'https://w3id.org/emmo/domain/chameo#CharacterisationData',
  CalibrationData: 'https://w3id.org/emmo/domain/chameo#CalibrationData',
  hasCharacterisationSoftware: 'https://w3id.org/emmo/domain/chameo#hasCharacterisationSoftware',
  hasMeasurementSample: 'https://w3id.org/emmo/domain/chameo#hasMeasurementSample',
  hasActiveMaterial:
    'https://w3id.org/emmo/domain/electrochemistry#electrochemistry_860aa941_5ff9_4452_8a16_7856fad07bee',
  CellVoltage: 'https://w3id.org/emmo/domain/electrochemistry#electrochemistry_4ebe2ef1_eea8_4b10_822d_7a68215bd24d',
  CellCurrent: 'https://w3id.org/emmo/domain/electrochemistry#electrochemistry_637ee9c4_4b3f_4d3a_975b_c0572dfe53ce',
  Capacity: 'https://w3id.org/emmo/domain/electrochemistry#electrochemistry_791c1915_a791_4450_acd8_7f94764743b5',
  ChargeCapacity: 'https://w3id.org/emmo/domain/electrochemistry#electrochemistry_10763eb0_dbc9_4d34_bd1a_7b8996590d45',
  CelsiusTemperature: 'https://w3id.org/emmo#EMMO_66bc9029_f473_45ff_bab9_c3509ff37a22',
  ChemicalFormula: 'https://w3id.org/emmo#EMMO_9236d0aa_cb39_43a1_bbdd_6a2a714951c8',
  CarbonDioxide: 'https://w3id.org/emmo/domain/chemicalsubstance#substance_1d8e9a99_b998_47e6_98a7_a6efd8dab9ce',
} as const;
