/** One-way rule. Each entry: [folder, folders it may import]. A folder may always import itself. */
const kernel = 'engine/kernel'
const contract = 'engine/api/contract'
const parameters = 'engine/parameters'
const message = 'engine/sip/message'
const authentication = 'engine/sip/authentication'
const transport = 'engine/sip/transport'
const transaction = 'engine/sip/transaction'
const dialog = 'engine/sip/dialog'
const sip = [message, authentication, transport, transaction, dialog]
const common = [kernel, contract]
const domain = [kernel, contract, parameters, ...sip]

const layers = {
  [kernel]: [],
  [contract]: [],
  [message]: [kernel],
  [authentication]: [kernel, message],
  [transport]: [...common, message],
  [transaction]: [...common, message, transport],
  [dialog]: [...common, message, transport, transaction],
  [parameters]: [...common],
  'engine/configuration': [...common, parameters],
  'engine/alarms': [...common],
  'engine/capture': [...common, message, transport],
  'engine/event': domain,
  'engine/publish': [...domain, 'engine/event'],
  'engine/routing': [...common, parameters, message],
  'engine/analysis': [...common, 'engine/routing'],
  'engine/registrar': domain,
  'engine/gateways': [...domain, 'engine/registrar', 'engine/routing'],
  'engine/cluster': [...domain, 'engine/publish', 'engine/routing'],
  'engine/calls': [...domain, 'engine/routing', 'engine/registrar', 'engine/gateways'],
  'engine/store': [...common, parameters],
  'engine/api/server': [
    ...domain,
    'engine/routing',
    'engine/calls',
    'engine/publish',
    'engine/event',
    'engine/registrar',
    'engine/gateways',
    'engine/alarms',
    'engine/capture',
    'engine/planner',
    'engine/guidance',
    'engine/attached',
    'engine/configuration',
  ],
  'engine/lab': [...common, ...sip],
  'engine/planner': [...domain, 'engine/event', 'engine/publish', 'engine/routing'],
  'engine/guidance': [
    ...common,
    parameters,
    'engine/configuration',
    'engine/capture',
    'engine/routing',
  ],
  'engine/attached': [...common],
  'electron/bridge': [contract],
  'electron/preload': ['electron/bridge'],
  'electron/main': ['electron/bridge', contract],
  'renderer/i18n': [],
  'renderer/host': ['electron/bridge'],
  'renderer/engine-client': [contract, 'electron/bridge'],
  'renderer/stores': [contract, 'renderer/engine-client', 'renderer/host', 'renderer/i18n'],
  'renderer/composables': [
    contract,
    'renderer/engine-client',
    'renderer/stores',
    'renderer/host',
    'electron/bridge',
    'renderer/i18n',
  ],
  'renderer/components': [contract, 'renderer/composables', 'renderer/host', 'renderer/i18n'],
  'renderer/views': [
    contract,
    'renderer/components',
    'renderer/composables',
    'renderer/stores',
    'renderer/host',
    'renderer/i18n',
  ],
}

/** The texts of an area lie beside what shows them; the one list of all texts may name every area. */
const texts = '^renderer/.*/text\\.ts$'

/** Composition roots (engine/*.ts, engine/composition, engine/commands, engine/http, engine/compat) may import every folder. */
const roots = '^engine/(commands|composition|http|compat)/|^engine/[^/]+\\.(ts|js)$'
const test = '\\.test\\.ts$'
/** Where a test may be read from: other tests, test support and measurements. */
const testSupport = `${test}|^tests/|^bench/|^engine/testing/`

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `layer:${folder}`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: test },
      to: {
        path: '^(engine|electron|renderer|tests|bench|scripts)/',
        pathNot: [
          `^(${[folder, ...allowed].join('|')})/`,
          ...(folder.startsWith('renderer/') ? [texts] : []),
        ],
        ...(folder === 'engine/store' ? { dependencyTypesNot: ['type-only'] } : {}),
      },
    })),
    {
      name: 'layer:testing',
      comment:
        'Test support may know the layers that its suites exercise, never a root or the store.',
      severity: 'error',
      from: { path: '^engine/testing/' },
      to: { path: `${roots}|^engine/store/|^(tests|bench|scripts)/` },
    },
    {
      name: 'every-folder-has-a-layer',
      comment: 'A new folder of engine/ gets its row in the table before it imports anything.',
      severity: 'error',
      from: {
        path: '^engine/',
        pathNot: `^(${Object.keys(layers).join('|')}|engine/testing)/|${roots}|${test}`,
      },
      to: { path: '^engine/' },
    },
    {
      name: 'roots-are-roots',
      comment: 'Nothing but a root imports a root.',
      severity: 'error',
      from: { path: '^engine/', pathNot: `${roots}|${test}` },
      to: { path: roots },
    },
    {
      name: 'no-node-in-contract',
      severity: 'error',
      from: { path: `^${contract}/`, pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sqlite-only-in-store',
      severity: 'error',
      from: { path: '^engine/', pathNot: `^engine/store/|${test}` },
      to: { path: 'better-sqlite3' },
    },
    {
      name: 'sockets-only-in-transport',
      comment:
        'SIP sockets live in sip/transport; the web side listens through fastify in engine/http.',
      severity: 'error',
      from: { path: '^engine/', pathNot: `^engine/sip/transport/|^engine/testing/|${test}` },
      to: { path: '^(node:)?(net|dgram|tls|http|https|http2|dns|dns/promises)$' },
    },
    {
      name: 'fastify-only-in-http',
      severity: 'error',
      from: { path: '^engine/', pathNot: `^engine/(http|compat|api/server)/|${test}` },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'sip-needs-nothing',
      comment: 'The SIP stack has no dependency from the registry.',
      severity: 'error',
      from: { path: '^engine/(kernel|sip)/', pathNot: test },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      from: { pathNot: '^(electron|tests)/' },
      to: { path: '^electron$|node_modules/(electron|electron-updater)/' },
    },
    {
      name: 'no-node-in-preload-or-bridge',
      comment: 'The preload script is sandboxed, and the bridge is read by the client as well.',
      severity: 'error',
      from: { path: '^electron/(preload|bridge)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-in-renderer',
      comment:
        'The client runs in a browser; what a shell can do for it comes through renderer/host.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-contract-in-renderer',
      comment: 'The client knows the engine by its contract alone.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: test },
      to: { path: '^engine/', pathNot: `^${contract}/` },
    },
    {
      name: 'engine-client-is-for-stores',
      comment: 'Windows ask through the stores; only types of the rows may be named elsewhere.',
      severity: 'error',
      from: { path: '^renderer/(components|views|shell|sign-in)/', pathNot: test },
      to: { path: '^renderer/engine-client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-home-of-the-grid',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/components/grid/' },
      to: { path: 'node_modules/(ag-grid-|@ag-grid-)' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: testSupport },
      to: { path: testSupport },
    },
    {
      name: 'not-to-dev-dependency',
      severity: 'error',
      from: { path: '^engine/', pathNot: testSupport },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^tests/data/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'engine/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.json'],
    },
  },
}
