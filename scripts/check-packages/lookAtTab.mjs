import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort } from '../start/ports.mjs';
import { Processes } from '../start/Processes.mjs';
import { buildApp } from './portal.mjs';
import { until } from './until.mjs';

const PATIENCE_MS = 120_000;
/** A page that has not shown the card by then is loaded again. */
const LOAD_MS = 20_000;

/**
 * Builds an app of the portal, starts the backend with it and goes from the
 * overview of the service, by the card, to its GitOps tab in a browser.
 * @throws Error - the reconciled service is not shown
 */
export async function lookAtTab({ folder, app, access, browser }) {
  const port = await freePort(0);
  const url = `http://localhost:${port}`;
  const env = {
    PORTAL_URL: url,
    PORTAL_PORT: String(port),
    APP_CONFIG_app_packageName: JSON.stringify(app),
    K8S_URL: access.server,
    K8S_TOKEN: access.token,
    K8S_CA_DATA: access.caData,
    NODE_ENV: 'development',
    // Where the controllers keep artifacts.
    TMPDIR: folder,
  };
  await buildApp(folder, app, env);
  const processes = new Processes(join(folder, 'logs', app), () => {});
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const pageErrors = [];
  page.on('pageerror', error => pageErrors.push(String(error)));
  try {
    processes.start('backend', backendArgs(folder), {
      cwd: join(folder, 'packages/backend'),
      env,
    });
    await until(`the backend with ${app}`, async () => {
      const answer = await fetch(`${url}/.backstage/health/v1/readiness`);
      return answer.ok;
    });
    const overview = `${url}/catalog/default/component/podinfo`;
    const enter = page.getByRole('button', { name: 'Enter' });
    const card = page.getByRole('button', { name: /^(Details|Why)$/ });
    const panel = page.getByRole('region', { name: /Kustomization apps\// });
    // The catalog may still have to read the entity.
    await until('the card', async () => {
      await page.goto(overview);
      await enter.or(card).first().waitFor({ timeout: LOAD_MS });
      if (await enter.isVisible()) await enter.click();
      await card.waitFor({ timeout: LOAD_MS });
    });
    await card.click();
    await page.waitForURL(/\/podinfo\/gitops\?object=/);
    await panel.waitFor();
    await panel.getByText('Ready', { exact: true }).first().waitFor();
    await panel
      .getByText(/Start podinfo/)
      .first()
      .waitFor();
    await panel.getByText('Service', { exact: true }).first().waitFor();
  } catch (error) {
    const screenshot = join(folder, 'logs', `${app}.png`);
    await page.screenshot({ path: screenshot }).catch(() => undefined);
    throw new Error(
      `${[error.message, ...pageErrors].join('\n')}\nsee ${screenshot} and ${
        processes.logFolder
      }`,
    );
  } finally {
    await page.close();
    await processes.stop();
  }
}

function backendArgs(folder) {
  const require = createRequire(join(folder, 'package.json'));
  return [
    '--require',
    require.resolve('@backstage/cli/config/nodeTransform.cjs'),
    'src/index.ts',
    '--config',
    join(folder, 'app-config.yaml'),
    '--config',
    join(folder, 'app-config.gitops.yaml'),
  ];
}
