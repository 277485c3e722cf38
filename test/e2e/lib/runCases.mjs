import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs the cases one after the other, on one stack.
 * @param cases - name → function; each starts where the last one left off
 * @returns how many passed and failed
 */
export async function runCases(cases, { page, screenshotFolder }) {
  let passed = 0;
  const failures = [];
  for (const [name, run] of Object.entries(cases)) {
    const startedAt = Date.now();
    try {
      await run();
      passed += 1;
      process.stdout.write(`✓ ${name} (${Date.now() - startedAt} ms)\n`);
    } catch (error) {
      failures.push(name);
      mkdirSync(screenshotFolder, { recursive: true });
      const path = join(
        screenshotFolder,
        `${name.replace(/[^a-z0-9]+/gi, '-')}.png`,
      );
      await page.screenshot({ path }).catch(() => undefined);
      process.stdout.write(`✗ ${name}\n  ${error.stack}\n  see ${path}\n`);
    }
  }
  return { passed, failed: failures.length };
}
