/**
 * The rules that need types: no promise is left without an owner. They run in
 * a pass of their own, over one TypeScript program of the whole repository,
 * because `backstage-cli repo lint` would make one program per package.
 */
module.exports = {
  root: true,
  parser: '@typescript-eslint/parser',
  parserOptions: { project: './tsconfig.json', tsconfigRootDir: __dirname },
  plugins: ['@typescript-eslint'],
  ignorePatterns: [
    'node_modules',
    '*.d.ts',
    // An app of its own, outside the workspaces.
    '/scripts/check-packages/portal',
  ],
  rules: {
    '@typescript-eslint/no-floating-promises': [
      'error',
      {
        // The runner of node:test waits for its tests.
        allowForKnownSafeCalls: [
          { from: 'package', name: ['default', 'test'], package: 'node:test' },
        ],
      },
    ],
    '@typescript-eslint/no-misused-promises': 'error',
  },
};
