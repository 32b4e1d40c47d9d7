import type { Run } from '../../../../shared/domain/run.ts';
import type { WrittenEntry } from '../export/entry.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { TERMS } from './battinfo-terms.ts';

/** Name that RO-Crate wants the metadata to have. */
export const CRATE_FILE = 'ro-crate-metadata.json';

/** What the run itself does not know. */
export interface Publication {
  /** ISO time at which the package is made. */
  madeTime: string;
  laboratory: string;
  /** URL of the licence; empty where nobody chose one. */
  licence: string;
}

type Node = Record<string, unknown>;
const reference = (id: string) => ({ '@id': id });

/** RO-Crate 1.1 metadata (JSON-LD) of a data package, with BattINFO and CHAMEO terms where they exist. */
export function roCrate(
  { reader, evaluated }: ExportedRun,
  files: readonly WrittenEntry[],
  publication: Publication,
): unknown {
  const run = reader.run();
  const { results } = evaluated;
  const sample = sampleNodes(run, evaluated);
  const instruments = reader.sources().map((source): Node => ({
    '@id': `#source-${source.id}`,
    '@type': ['IndividualProduct', 'CharacterisationInstrument'],
    name: source.name,
    description: `${source.kind}, read by ${source.reachedBy === '' ? 'OpenDEMS' : source.reachedBy}`,
  }));
  const software: Node = {
    '@id': '#opendems',
    '@type': 'SoftwareApplication',
    name: 'OpenDEMS',
    version: results.softwareVersion,
    softwareVersion: results.softwareVersion,
  };
  const people: Node[] = run.operator === '' ? [] : [{ '@id': '#operator', '@type': 'Person', name: run.operator }];
  const laboratory: Node[] =
    publication.laboratory === ''
      ? []
      : [{ '@id': '#laboratory', '@type': 'Organization', name: publication.laboratory }];
  const variables = variableNodes(evaluated);
  const root: Node = {
    '@id': './',
    '@type': 'Dataset',
    identifier: `urn:uuid:${run.id}`,
    name: `${run.name}: operando differential electrochemical mass spectrometry`,
    description: describe(run),
    dateCreated: run.createdTime,
    datePublished: publication.madeTime,
    ...(publication.licence !== '' && { license: reference(publication.licence) }),
    keywords: ['DEMS', 'OEMS', 'operando', 'gas evolution', 'battery', ...run.tags],
    temporalCoverage: coverage(evaluated),
    hasPart: files.map(({ path }) => reference(path)),
    mentions: [reference('#measurement'), reference('#evaluation')],
    variableMeasured: variables.map((one) => reference(String(one['@id']))),
    ...(people.length > 0 && { creator: people.map((one) => reference(String(one['@id']))) }),
    ...(laboratory.length > 0 && { publisher: reference('#laboratory') }),
  };
  const measurement: Node = {
    '@id': '#measurement',
    '@type': ['CreateAction', 'CharacterisationExperiment'],
    name: 'Operando differential electrochemical mass spectrometry of a battery cell',
    startTime: run.createdTime,
    instrument: instruments.map((one) => reference(String(one['@id']))),
    ...(sample.length > 0 && { object: reference('#sample'), hasMeasurementSample: reference('#sample') }),
    ...(people.length > 0 && { agent: reference('#operator') }),
    result: files.filter(({ path }) => path.startsWith('csv/samples/')).map(({ path }) => reference(path)),
  };
  const evaluation: Node = {
    '@id': '#evaluation',
    '@type': 'CreateAction',
    name: 'Evaluation by the recipe',
    endTime: publication.madeTime,
    instrument: reference('#opendems'),
    hasCharacterisationSoftware: reference('#opendems'),
    object: [reference('recipe.json')],
    result: [reference('results.json')],
    description: `rawSha256 ${results.rawSha256}, recipeSha256 ${results.recipeSha256}`,
  };
  return {
    '@context': ['https://w3id.org/ro/crate/1.1/context', context()],
    '@graph': [
      {
        '@id': CRATE_FILE,
        '@type': 'CreativeWork',
        conformsTo: reference('https://w3id.org/ro/crate/1.1'),
        about: reference('./'),
      },
      root,
      measurement,
      evaluation,
      software,
      ...instruments,
      ...sample,
      ...people,
      ...laboratory,
      ...(publication.licence === ''
        ? []
        : [{ '@id': publication.licence, '@type': 'CreativeWork', name: publication.licence }]),
      ...variables,
      ...files.map(fileNode),
    ],
  };
}

/** Classes by name, properties as links. */
function context(): Node {
  return Object.fromEntries(
    Object.entries(TERMS).map(([name, iri]) => [name, name.startsWith('has') ? { '@id': iri, '@type': '@id' } : iri]),
  );
}

function fileNode({ path, mediaType, description, bytes, sha256 }: WrittenEntry): Node {
  const type = path === 'results.json' || path.startsWith('csv/gas_') ? ['File', 'CharacterisationData'] : 'File';
  return {
    '@id': path,
    '@type': path.includes('calibration') ? ['File', 'CalibrationData'] : type,
    name: path.split('/').at(-1),
    description,
    encodingFormat: mediaType,
    contentSize: String(bytes),
    sha256,
  };
}

function describe(run: Run): string {
  const parts = [
    `Ion currents of a mass spectrometer, carrier flow, voltage and current of a battery cell, ${run.origin} as ${run.name}`,
    run.sample ? `sample ${run.sample.name}` : '',
    run.notes,
  ];
  return `${parts.filter((part) => part !== '').join('; ')}. README.md explains every file.`;
}

function coverage({ results }: ExportedRun['evaluated']): string | undefined {
  const last = results.phases.at(-1)?.toTime;
  return results.zeroTime !== null && last ? `${results.zeroTime}/${last}` : undefined;
}

/** The sample and its active material; masses and capacities as property values with units. */
function sampleNodes({ sample }: Run, { results }: ExportedRun['evaluated']): Node[] {
  if (!sample) return [];
  const properties = [
    property('Active mass', results.sample.activeMassGram, 'g'),
    property('Theoretical capacity', results.sample.theoreticalCapacityMilliampHourPerGram, 'mAh/g'),
    property('1 C', results.sample.oneCMilliampPerGram, 'mA/g'),
    property('Offset to Li+/Li', results.sample.referenceOffsetVolt, 'V'),
    property('Reference electrode', results.sample.referenceElectrode, ''),
    property('Coating', sample.coating, ''),
    property('Batch', sample.batch, ''),
  ].flat();
  return [
    {
      '@id': '#sample',
      '@type': ['Product', 'CharacterisedSample'],
      name: sample.name,
      description: sample.notes,
      hasActiveMaterial: reference('#active-material'),
      additionalProperty: properties.map((one) => reference(String(one['@id']))),
    },
    {
      '@id': '#active-material',
      '@type': 'MolecularEntity',
      name: sample.composition === '' ? sample.name : sample.composition,
      ...(sample.composition !== '' && { ChemicalFormula: sample.composition }),
    },
    ...properties,
  ];
}

function property(name: string, value: number | string | null, unitText: string): Node[] {
  if (value === null || value === '') return [];
  const id = `#property-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  return [{ '@id': id, '@type': 'PropertyValue', name, value, ...(unitText !== '' && { unitText }) }];
}

/** What was measured and computed, with the term where there is one. */
function variableNodes({ results, evaluation }: ExportedRun['evaluated']): Node[] {
  const variable = (name: string, unitText: string, term?: string): Node => ({
    '@id': `#variable-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    '@type': 'PropertyValue',
    name,
    unitText,
    ...(term !== undefined && { propertyID: term }),
  });
  const roles = new Set(evaluation.input.channels.map(({ role }) => role));
  return [
    ...(roles.has('voltage') ? [variable('Cell voltage', 'V', TERMS.CellVoltage)] : []),
    ...(roles.has('current')
      ? [variable('Cell current', 'A', TERMS.CellCurrent), variable('Specific capacity', 'mAh/g', TERMS.ChargeCapacity)]
      : []),
    ...(roles.has('cell-temperature') ? [variable('Temperature', 'degC', TERMS.CelsiusTemperature)] : []),
    ...evaluation.input.channels
      .filter(({ role }) => role === 'ion-current')
      .map(({ mz }) => variable(`Ion current m/z ${mz}`, 'A')),
    ...results.gases.flatMap(({ species, unit, rateUnit }) => [
      variable(`Evolution rate of ${species}`, rateUnit),
      variable(`Cumulative evolution of ${species}`, unit),
    ]),
  ];
}
