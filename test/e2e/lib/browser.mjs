/** A browser for tests: the Chromium that npm brings, or the Chrome of the system. */
import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

const SYSTEM_CHROMES = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser of this machine, or under `missing` why there is none: the
 * packaged binary is for Linux on x64, elsewhere a system Chrome is needed.
 */
export async function findBrowser() {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return {
      executablePath: await chromium.executablePath(),
      args: chromium.args,
    };
  }
  const executablePath = SYSTEM_CHROMES.find(path => path && existsSync(path));
  return executablePath
    ? { executablePath, args: [] }
    : { missing: 'No Chrome was found: install one or set CHROME_PATH' };
}

/** Starts a browser without a window. @throws Error - there is none */
export async function launchBrowser() {
  const { executablePath, args, missing } = await findBrowser();
  if (missing) throw new Error(missing);
  return playwright.launch({
    executablePath,
    // One process for all tabs crashes when a tab is closed while it loads.
    args: args.filter(arg => arg !== '--single-process'),
    headless: true,
  });
}
