/**
 * `npm run api-reports`: writes what each published package exports into its
 * `report.api.md`, so that a change of the public API is seen in review.
 *
 *   npm run api-reports -- [--check] [PACKAGE_FOLDER…]
 *
 * `--check` writes nothing and fails where a report differs. The last line is
 * `N passed, N failed`.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { ROOT } from './bootstrap.mjs';
import { publishedPackages, tool } from './check-packages/pack.mjs';

const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const chosen = words.filter(word => !word.startsWith('--'));
const packages = publishedPackages();
const scratch = mkdtempSync(join(tmpdir(), 'gitops-api-reports-'));
const declarations = folder => join(ROOT, 'dist-types', folder, 'src');

/** Entry points of a package: `index`, and `legacy` for the front end. */
function entryPoints(folder) {
  const { exports = {} } = JSON.parse(
    readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
  );
  const sources = Object.values(exports)
    .filter(path => /^\.\/src\/.*\.tsx?$/.test(path))
    .map(path => path.replace(/^\.\/src\/|\.tsx?$/g, ''))
    .filter(name => name !== 'bin');
  return sources.length > 0 ? sources : ['index'];
}

/** Packages of ours are read by their declarations, not by their sources. */
const paths = Object.fromEntries(
  Object.entries(packages).map(([name, folder]) => [
    name,
    [join(declarations(folder), 'index.d.ts')],
  ]),
);

function configOf(folder, entry) {
  const name = entry === 'index' ? 'report' : `report-${entry}`;
  const quiet = { default: { logLevel: 'none' } };
  const reportTempFolder = join(scratch, folder);
  mkdirSync(reportTempFolder, { recursive: true });
  return ExtractorConfig.prepare({
    configObjectFullPath: join(ROOT, folder, 'api-extractor.json'),
    packageJsonFullPath: join(ROOT, folder, 'package.json'),
    configObject: {
      projectFolder: join(ROOT, folder),
      mainEntryPointFilePath: join(declarations(folder), `${entry}.d.ts`),
      newlineKind: 'lf',
      compiler: {
        skipLibCheck: true,
        overrideTsconfig: {
          extends: join(ROOT, 'tsconfig.json'),
          include: [],
          files: [join(declarations(folder), `${entry}.d.ts`)],
          compilerOptions: { rootDir: ROOT, baseUrl: ROOT, paths },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(ROOT, folder),
        reportTempFolder,
        includeForgottenExports: false,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: quiet,
        extractorMessageReporting: {
          ...quiet,
          'ae-forgotten-export': { logLevel: 'none' },
        },
        tsdocMessageReporting: quiet,
      },
    },
  });
}

/** @returns whether the report is that of the sources */
function report(folder, entry) {
  const config = configOf(folder, entry);
  const result = Extractor.invoke(config, {
    localBuild: !isCheck,
    showVerboseMessages: false,
    messageCallback: message => {
      message.handled = true;
      if (message.logLevel === 'error') {
        process.stdout.write(`  ${message.text}\n`);
      }
    },
  });
  const exists = existsSync(config.reportFilePath);
  return exists && (isCheck ? !result.apiReportChanged : true);
}

if (!words.includes('--built')) await tool('tsc', ['--incremental', 'false']);
let passed = 0;
const changed = [];
for (const folder of Object.values(packages)) {
  if (chosen.length > 0 && !chosen.includes(folder)) continue;
  for (const entry of entryPoints(folder)) {
    if (report(folder, entry)) passed += 1;
    else changed.push(relative(ROOT, join(folder, entry)));
  }
}
rmSync(scratch, { recursive: true, force: true });
if (changed.length > 0) {
  process.stdout.write(
    `The public API of ${changed.join(
      ', ',
    )} is not that of its report: run npm run api-reports.\n`,
  );
}
process.stdout.write(`${passed} passed, ${changed.length} failed\n`);
process.exitCode = changed.length === 0 ? 0 : 1;
