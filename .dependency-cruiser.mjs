/**
 * The import rule of ARCHITECTURE.md, arrow by arrow. `tests/architecture.test.ts` runs it and
 * proves that it has looked at every file.
 */
const TEST = '\\.(test|conformance)\\.ts$|\\.fidelity\\.ts$';
const DASHBOARD = '^adapters/http/dashboard/';
const ROOT = '^(commands/|composition/|config/)?[^/]+\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'domain/ holds values and rules: zod and node:crypto are all it may know.',
      severity: 'error',
      from: { path: '^domain/', pathNot: TEST },
      to: { pathNot: ['^domain/', 'node_modules/zod/', '^(node:)?crypto$'] },
    },
    {
      name: 'application-knows-domain',
      comment: 'application/ asks for everything else through its ports.',
      severity: 'error',
      from: { path: '^application/', pathNot: [TEST, '^application/(fakes|conformance)/'] },
      to: { pathNot: ['^application/', '^domain/', 'node_modules/zod/', '^(node:)?crypto$'] },
    },
    {
      name: 'fakes-know-the-core-only',
      comment: 'Fakes and suites run anywhere the core does, in a test runner.',
      severity: 'error',
      from: { path: '^application/(fakes|conformance)/' },
      to: {
        pathNot: [
          '^application/',
          '^domain/',
          'node_modules/(zod|fast-check)/',
          '^(node:)?crypto$',
          '^bun:test$',
        ],
      },
    },
    {
      name: 'adapter-never-adapter',
      comment: 'An adapter knows one technology; composition.ts brings them together.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^(adapters|plugins|migrations)/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'dashboard-knows-answers-only',
      comment: 'What is answered is public, how it comes about is not. As types: see the test.',
      severity: 'error',
      from: { path: DASHBOARD },
      to: {
        path: '^(domain|application|adapters)/',
        pathNot: [DASHBOARD, '^adapters/http/(views/[^/]+|paging|problem)\\.ts$'],
      },
    },
    {
      name: 'nobody-needs-the-dashboard',
      comment: 'It is bundled by its path, and never runs where Annals does.',
      severity: 'error',
      from: { pathNot: [DASHBOARD, TEST] },
      to: { path: DASHBOARD },
    },
    {
      name: 'plugin-never-plugin',
      comment: 'A plugin is a folder that can be taken away.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^(plugins|adapters|migrations)/', pathNot: '^plugins/$1/' },
    },
    {
      name: 'only-composition-names-classes',
      comment: 'Rooms never reach up to the root, nor to tests and benchmarks.',
      severity: 'error',
      from: { path: '^(domain|application|adapters|plugins|migrations)/' },
      to: { path: [ROOT, '^(tests|bench)/'] },
    },
    {
      name: 'fakes-and-conformance-only-in-tests',
      comment: 'What runs for a community never runs on a fake.',
      severity: 'error',
      from: {
        path: '\\.tsx?$',
        pathNot: [TEST, '/testing/', '^application/(fakes|conformance)/', '^(tests|bench)/'],
      },
      to: { path: '^application/(fakes|conformance)/' },
    },
    {
      name: 'migrations-know-kysely-only',
      comment: 'A migration must mean the same for ever, whatever the code becomes.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: TEST },
      to: { pathNot: ['^migrations/', 'node_modules/kysely/', '^node:'] },
    },
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one idea.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A file that nothing imports is dead, or is a program: name those here.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [TEST, '^tests/', '^bench/', ROOT, '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-unresolved',
      comment: 'An import must lead somewhere that the importing package declares.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(bun|bun:.*)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^data/', '(^|/)node_modules/(?!zod|kysely|fast-check)'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'bun', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
