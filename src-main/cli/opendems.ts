#!/usr/bin/env node
import { Command, Option } from 'commander';
import { SIMULATION_PRESETS } from '../../shared/domain/profile.ts';
import { SOFTWARE_VERSION } from '../core/version.ts';
import { outliveReaders, runCommand } from './command.ts';
import { planExport } from './plan-export.ts';
import { SCHEMA_NAMES } from './schema-names.ts';
import { finiteNumber, nonNegativeInteger, portNumber, positiveNumber, within } from './parse-option.ts';

/** `opendems <command>`: everything that needs no window. Each command's code is loaded only when it is called. */
const program = new Command('opendems')
  .description('Operando differential electrochemical mass spectrometry of battery cells')
  .version(SOFTWARE_VERSION, '--version')
  .showHelpAfterError()
  .exitOverride();

const presetOption = () =>
  new Option('--preset <name>', `experiment to simulate: ${SIMULATION_PRESETS.join(', ')}`).default('bare-ncm85');
const seedOption = () =>
  new Option('--seed <n>', 'same seed, same experiment').argParser(nonNegativeInteger).default(1);
const hoursOption = () => new Option('--hours <h>', 'stop after so many laboratory hours').argParser(positiveNumber);

program
  .command('simulate')
  .description('simulate an experiment straight into a run file')
  .addOption(presetOption())
  .addOption(seedOption())
  .addOption(hoursOption())
  .option('--truth <file>', 'write what really happened as JSON')
  .requiredOption('-o, --output <run.dems>', 'run file to make')
  .option('--json', 'print a summary as JSON')
  .action((options) => runCommand(async () => (await import('./simulate.ts')).simulate(options)));

program
  .command('lab')
  .description('serve the simulated lab over OPC-UA until interrupted; faults are read from standard input')
  .addOption(presetOption())
  .addOption(seedOption())
  .addOption(hoursOption())
  .addOption(new Option('--speed <n>', 'laboratory seconds per second').argParser(positiveNumber).default(1))
  .addOption(new Option('--port <n>', 'port, 0 for a free one').argParser(portNumber).default(0))
  .option('--truth-log <file>', 'log every published value as NDJSON')
  .option('--profile-output <file>', 'write the profile that reads this lab')
  .action((options) => runCommand(async () => (await import('./lab.ts')).lab(options)));

program
  .command('record')
  .description('record instruments into a run file until interrupted')
  .requiredOption('--profile <name|file>', 'stored profile, profile file, or simulated-<preset>')
  .option('--sample <file>', 'sample record as JSON')
  .option('--name <text>', 'name of the run; default is the name of the file')
  .addOption(new Option('--speed <n>', 'speed of a simulated lab').argParser(positiveNumber))
  .addOption(hoursOption())
  .option('--truth-log <file>', 'simulated lab: log every published value as NDJSON')
  .option('--resume', 'continue a run whose recorder was stopped')
  .option('--json', 'print the state as JSON lines')
  .requiredOption('-o, --output <run.dems>', 'run file to make')
  .action((options) => runCommand(async () => (await import('./record.ts')).record(options)));

program
  .command('import')
  .description('make one run of files of other software: mass spectrometers, cyclers, tables')
  .argument('<file...>')
  .option('--zone <zone>', 'time zone of the computers that wrote local times, e.g. Europe/Berlin')
  .option('--mapping <file>', 'what the columns of a table of no known format are, as JSON')
  .option('--answer <id=value...>', 'answers to what a file does not say, e.g. unit=A')
  .option('--name <text>', 'name of the run; default is the name of the first file')
  .option('--sample <file>', 'sample record as JSON')
  .addOption(new Option('--mass <mg>', 'active mass, milligrams').argParser(positiveNumber))
  .addOption(
    new Option('--electrode-offset <V>', 'added to the cell voltage to get V vs Li+/Li').argParser(finiteNumber),
  )
  .option('--invert-current', 'the cycler counts discharge as positive')
  .option('--json', 'print what was read as JSON')
  .requiredOption('-o, --output <run.dems>', 'run file to make')
  .action((files, options) => runCommand(async () => (await import('./import.ts')).importFiles(files, options)));

program
  .command('info')
  .description('say what a run file holds')
  .argument('<run.dems>')
  .option('--json', 'print everything as JSON')
  .action((file, options) => runCommand(async () => (await import('./info.ts')).info(file, options)));

program
  .command('export')
  .description('export runs for other programs: tables, data packages, an archive of many runs')
  .argument('[run.dems...]')
  .option('--csv', 'a folder of CSV files: every table, and one merged table of all channels')
  .option('--bdf', 'the cycler’s record as Battery Data Format CSV')
  .option('--hdf5', 'one HDF5 file with NeXus-style groups')
  .option('--parquet [folder]', 'add to an archive: Parquet tables partitioned by laboratory, instrument and run')
  .option('--package', 'a data package (zip): all of these with results, recipe, figure, metadata and checksums')
  .option('--xlsx', 'a workbook: results, half-cycles, series, calibration, budget, recipe')
  .addOption(
    new Option('--every <s>', 'seconds between rows of the merged table').argParser(positiveNumber).default(10),
  )
  .option('--recipe <file>', 'recipe as JSON; without it each run’s own, or the proposed one')
  .option('--laboratory <name>', 'laboratory in metadata and archive; default is the one in Settings')
  .option('--licence <url>', 'licence of a data package, e.g. https://creativecommons.org/licenses/by/4.0/', '')
  .option('-o, --output <path>', 'file or folder to make; with several runs, a folder for all of them')
  .action((files, options, command) => {
    const plan = planExport(files, options);
    if ('wrong' in plan) return command.error(`error: ${plan.wrong}`);
    return runCommand(async () => (await import('./export.ts')).exportRuns(plan, options));
  });

program
  .command('verify')
  .description('check a run file against its checksums, or recompute what a report or data package claims and compare')
  .argument('<run.dems|report.pdf|.html|package.zip>')
  .option('--run <run.dems...>', 'runs it was made of; those of a report are else sought beside it and in the library')
  .option('--json', 'print the findings as JSON')
  .action((file, options) => runCommand(async () => (await import('./verify.ts')).verify(file, options)));

program
  .command('analyse')
  .description('quantify a run by a recipe, or by the one the program proposes')
  .argument('<run.dems>')
  .option('--recipe <file>', 'recipe as JSON; without it the run’s own, or one is proposed and the clocks are fitted')
  .option('--recipe-output <file>', 'write the recipe that was used')
  .option('-o, --output <results.json>', 'write the results')
  .option('--json', 'print the results as JSON')
  .action((file, options) => runCommand(async () => (await import('./analyse.ts')).analyse(file, options)));

program
  .command('sync')
  .description('fit the clocks of sources that recorded the same voltage')
  .argument('<run.dems>')
  .option('--recipe <file>', 'recipe with zones and zeros of the clocks')
  .option('--apply', 'keep the fitted clocks in the run as its newest recipe')
  .option('--json', 'print the pairs as JSON')
  .action((file, options) => runCommand(async () => (await import('./analyse.ts')).sync(file, options)));

program
  .command('report')
  .description('write a calibrated gas report of a run, or of several compared')
  .argument('<run.dems>')
  .option('--recipe <file>', 'recipe as JSON, for all runs; without it each run’s own, or the proposed one')
  .option('--compare <other.dems...>', 'further runs, compared with the first')
  .addOption(new Option('--paper <size>', 'size of the paper').choices(['a4', 'letter']).default('a4'))
  .option('--half-cycle <label>', 'half-cycle of the first page; default is the first charge')
  .option('--gases <formula...>', 'gases to report; default is all of the recipe')
  .option('--sections <name...>', 'parts behind the first page; default is all')
  .option('--title <text>', 'title instead of the usual one')
  .option('--remarks <text>', 'remarks of the laboratory')
  .option('--json', 'print what was written as JSON')
  .requiredOption('-o, --output <report.pdf|.html|.xlsx>', 'report to write; .xlsx is a workbook')
  .action((file, options) => runCommand(async () => (await import('./report.ts')).report(file, options)));

program
  .command('compare')
  .description('draw the figure of several runs and tell how they differ from the first')
  .argument('<run.dems...>')
  .option('--recipe <file>', 'one recipe for all runs; without it each run’s own, or the proposed one')
  .addOption(
    new Option('--figure <name>', 'six: voltage, O2, SO2; si: voltage, CO2, H2; rates, amounts: voltage and every gas')
      .choices(['six', 'si', 'rates', 'amounts'])
      .default('six'),
  )
  .option('--half-cycle <label>', 'what is compared, as "opendems analyse" names it, or total', 'charge 1')
  .addOption(new Option('--x <axis>', 'x axis').choices(['soc', 'capacity', 'time', 'voltage']).default('soc'))
  .addOption(
    new Option('--layout <name>', 'samples beside or over each other')
      .choices(['columns', 'overlay'])
      .default('columns'),
  )
  .addOption(
    new Option('--limits <kind>', 'one y scale for all samples, or one for each')
      .choices(['shared', 'free'])
      .default('shared'),
  )
  .addOption(
    new Option('--normalise <option>', 'gases without calibration: A per gram, C over one maximum of all samples')
      .choices(['A', 'C'])
      .default('A'),
  )
  .addOption(
    new Option('--width <mm>', 'width; journals ask for 85, 120 or 175').argParser(within(40, 400)).default(175),
  )
  .addOption(new Option('--height <mm>', 'height; without it what the rows need').argParser(within(40, 400)))
  .addOption(new Option('--font-size <pt>', 'size of all text').argParser(within(8, 24)).default(8))
  .addOption(
    new Option('--palette <name>', 'colours, or black with dashes').choices(['colour', 'grey']).default('colour'),
  )
  .addOption(new Option('--dpi <n>', 'pixels per inch of PNG').argParser(within(72, 1200)).default(600))
  .addOption(
    new Option(
      '-o, --output <figure.svg|.pdf|.png|.csv>',
      'write the figure, or its numbers; may be given more than once',
    )
      .argParser((path: string, others: string[]) => [...others, path])
      .default([], 'none'),
  )
  .option('--json', 'print the differences as JSON')
  .action((files, options) => runCommand(async () => (await import('./compare.ts')).compare(files, options)));

program
  .command('schema')
  .description(`print the JSON Schema of a document: ${SCHEMA_NAMES.join(', ')}`)
  .argument('<document>')
  .action((name) => runCommand(async () => (await import('./schema.ts')).schema(name)));

program
  .command('serve')
  .description('serve the window to a browser on this computer')
  .addOption(new Option('--port <n>', 'port, 0 for a free one').argParser(portNumber).default(0))
  .option('--demo', 'start a simulated run at once')
  .option('--no-browser', 'do not open a browser')
  .action((options) => runCommand(async () => (await import('./serve.ts')).serve(options)));

program
  .command('open')
  .description('open another window on the program that is being served')
  .action(() => runCommand(async () => (await import('./open.ts')).openServed()));

program.addHelpText(
  'after',
  `\nExit status: 0 done, 1 it failed (the message says what, what is safe, what next), 2 wrong usage.`,
);

outliveReaders();
try {
  await program.parseAsync();
} catch (error) {
  // commander ends its own messages with an error that carries the wanted status; help and version are no failures.
  const status = typeof error === 'object' && error !== null && 'exitCode' in error ? Number(error.exitCode) : 1;
  if (status === 0) process.exitCode = 0;
  else process.exitCode = 2;
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
}
