/** An installation whose native modules do not load is not done. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ROOT } from '../bootstrap.mjs';
import { findBrokenModule } from '../nativeModules.mjs';

const REMEDY =
  /Build it again with this Node\.js: node \.yarn\/releases\/\S+ rebuild native$/;

/** The line for a module that runs `source` when it is loaded. */
function lineOf(source) {
  const root = mkdtempSync(join(tmpdir(), 'gitops-native-'));
  try {
    const folder = join(root, 'node_modules', 'native');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), source);
    return findBrokenModule(root, { native: "require('native')" });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('the native modules of this repository load', () => {
  assert.equal(findBrokenModule(ROOT), undefined);
});

test('a module of another Node.js is named in one line, with what to do', () => {
  const line = lineOf(
    "throw new Error(['The module was compiled against a different Node.js version using', 'NODE_MODULE_VERSION 1. This version of Node.js requires', 'NODE_MODULE_VERSION 2.'].join('\\n'))",
  );
  assert.match(line, /^The native module native does not load in Node\.js \d/);
  assert.match(line, /requires NODE_MODULE_VERSION 2\. Build/);
  assert.match(line, REMEDY);
});

test('a module that ends the process is named too', () => {
  const line = lineOf("process.kill(process.pid, 'SIGSEGV')");
  assert.match(line, /: it ended by SIGSEGV\. Build/);
  assert.match(line, REMEDY);
});
