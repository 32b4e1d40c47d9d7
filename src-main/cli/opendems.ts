import { Command, Option } from 'commander';
import { SIMULATION_PRESETS } from '../../shared/domain/profile.ts';
import { SOFTWARE_VERSION } from '../core/version.ts';
import { runCommand } from './command.ts';
import { SCHEMA_NAMES } from './schema-names.ts';
import { nonNegativeInteger, portNumber, positiveNumber } from './parse-option.ts';

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
  .command('info')
  .description('say what a run file holds')
  .argument('<run.dems>')
  .option('--json', 'print everything as JSON')
  .action((file, options) => runCommand(async () => (await import('./info.ts')).info(file, options)));

program
  .command('export')
  .description('export runs for other programs')
  .argument('<run.dems...>')
  .requiredOption('--csv', 'a folder of CSV files: each channel with its own times, and one merged table')
  .addOption(
    new Option('--every <s>', 'seconds between rows of the merged table').argParser(positiveNumber).default(10),
  )
  .requiredOption('-o, --output <folder>', 'folder to make; with several runs, one folder in it for each')
  .action((files, options) => runCommand(async () => (await import('./export.ts')).exportRuns(files, options)));

program
  .command('verify')
  .description('check every block of a run file against its checksum')
  .argument('<run.dems>')
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

try {
  await program.parseAsync();
} catch (error) {
  // commander ends its own messages with an error that carries the wanted status; help and version are no failures.
  const status = typeof error === 'object' && error !== null && 'exitCode' in error ? Number(error.exitCode) : 1;
  if (status === 0) process.exitCode = 0;
  else process.exitCode = 2;
  if (!(error instanceof Error && 'exitCode' in error)) throw error;
}
