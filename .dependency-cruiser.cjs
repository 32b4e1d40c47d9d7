/** Layers are law: what a folder may import (docs/decisions/0001-layers.md). */
const inside = (path) => ({ path });
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('shared-imports-nothing-of-ours', 'shared is the bottom layer', inside('^shared/'), {
      path: '^(src-main|src-renderer|test|build)/',
    }),
    rule('shared-is-host-neutral', 'shared runs in a browser too', inside('^shared/'), { dependencyTypes: ['core'] }),
    rule('core-imports-only-shared', 'the core knows no host, no command line, no window', inside('^src-main/core/'), {
      path: '^(src-main/(host-electron|host-web|cli)|src-renderer|test|build)/',
    }),
    rule(
      'core-has-no-host-module',
      'no electron, web socket or http server in the core; instruments reach devices',
      inside('^src-main/core/(?!instruments/)'),
      {
        path: '^(electron|ws|http|https|node:http|node:https)($|/)|node_modules/(electron|ws)/',
      },
    ),
    rule('renderer-imports-only-shared', 'the window talks to the core by contract', inside('^src-renderer/'), {
      path: '^(src-main|test|build)/',
    }),
    rule('renderer-has-no-node', 'the window is sandboxed', inside('^src-renderer/'), { dependencyTypes: ['core'] }),
    rule(
      'electron-only-in-host-electron',
      'one place knows electron',
      { pathNot: '^(src-main/host-electron|test/e2e|build)/' },
      {
        path: '^electron$|node_modules/electron/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule('analysis-imports-only-shared', 'pure numerics', inside('^src-main/core/analysis/'), {
      path: '^src-main/(?!core/analysis/)',
    }),
    rule(
      'storage-stands-alone',
      'storage, readers and instruments do not know each other or acquisition',
      inside('^src-main/core/storage/'),
      {
        path: '^src-main/core/(instruments|readers|acquisition|analysis|views|report|api)/',
      },
    ),
    rule('readers-stand-alone', 'a reader turns bytes into channels', inside('^src-main/core/readers/'), {
      path: '^src-main/core/(instruments|storage|acquisition|analysis|views|report|api)/',
    }),
    rule(
      'instruments-stand-alone',
      'an instrument turns a device into samples',
      inside('^src-main/core/instruments/'),
      {
        path: '^src-main/core/(storage|readers|acquisition|analysis|views|report|api)/',
      },
    ),
    rule(
      'simulation-shares-nothing-with-analysis',
      'validation must be no circle',
      inside('^src-main/core/instruments/simulated/'),
      {
        path: '^shared/domain/(composition|state-of-charge|step-detection|electrochemistry|recipe|results)',
      },
    ),
    rule(
      'sqlite-in-one-file',
      'node:sqlite may take the place of libsql some day',
      { path: '^(src-main|shared)/', pathNot: '^src-main/core/storage/sqlite\\.ts$' },
      {
        path: '^libsql$|node_modules/libsql/',
      },
    ),
    rule('no-circular', 'a cycle hides who owns what', {}, { circular: true }),
    rule('not-to-unresolvable', 'every import must resolve', { pathNot: '\\.svelte$' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
