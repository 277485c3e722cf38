/**
 * Browser tests: the real portal with its controllers, the embedded cluster and
 * a real Git server, in a real browser.
 *
 *   node test/e2e/run.mjs
 *
 * The last line is `N passed, N failed`; exit 1 when one failed.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ensureInstalled, ROOT } from '../../scripts/bootstrap.mjs';

await ensureInstalled({ quiet: true });
const { findAccessibilityFaults } = await import('./lib/accessibility.mjs');
const { helmReleaseCases } = await import('./cases/helmRelease.mjs');
const { launchBrowser } = await import('./lib/browser.mjs');
const { runCases } = await import('./lib/runCases.mjs');
const { startStack } = await import('./lib/stack.mjs');

/** Long, because a shared machine may be slow; a case that passes waits no longer than it needs. */
const PATIENCE_MS = 60_000;
const PODINFO = '/catalog/default/component/podinfo';
const DEPLOYMENT = '/apis/apps/v1/namespaces/apps/deployments/podinfo';

const KUSTOMIZATION =
  '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations/podinfo';

const stack = await startStack();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);
const pageErrors = [];
page.on('pageerror', error => pageErrors.push(String(error)));

const go = path => page.goto(`${stack.baseUrl}${path}`);
const panel = () => page.getByRole('region', { name: /Kustomization apps\// });
const see = (text, where = panel()) => where.getByText(text).first().waitFor();
const state = word =>
  panel().getByText(word, { exact: true }).first().waitFor();

const cases = {
  'signs in as guest and shows what runs the service, down to its Pods':
    async () => {
      await go(`${PODINFO}/gitops`);
      await page.getByRole('button', { name: 'Enter' }).click();
      await state('Ready');
      await see(/Start the demo/);
      await see('ReplicaSet');
      await see('Pod');
      await see('values hidden');
      await see('4 objects healthy');
      await page.getByText('live', { exact: true }).waitFor();
    },
  'has names for everything that can be operated': async () => {
    assert.deepEqual(await findAccessibilityFaults(page), []);
  },
  'shows a commit without a reload, with title and author': async () => {
    stack.commit(
      'apps/podinfo/kustomization.yaml',
      text => text.replace(/newTag: .*/, 'newTag: 6.9.2'),
      'Update podinfo to 6.9.2',
    );
    const startedAt = Date.now();
    await see(/Update podinfo to 6\.9\.2/);
    await state('Ready');
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`  commit to Ready in the tab: ${seconds} s\n`);
    await see(/podinfo:6\.9\.2/);
  },
  'brings back a Deployment that was deleted by hand': async () => {
    const { metadata } = await stack.api('GET', DEPLOYMENT);
    await stack.api('DELETE', DEPLOYMENT);
    await panel()
      .getByRole('button', { name: 'Reconcile', exact: true })
      .click();
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await stack.api('GET', DEPLOYMENT).catch(() => undefined);
      if (found && found.metadata.uid !== metadata.uid) break;
      assert.ok(Date.now() < deadline, 'the Deployment did not come back');
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    await state('Ready');
  },
  'writes the action into the timeline with who did it': async () => {
    await panel().getByRole('tab', { name: 'Timeline' }).click();
    await see(/asked for a run/);
    assert.match(page.url(), /view=timeline/);
    await panel().getByRole('tab', { name: 'Tree' }).click();
  },
  'suspends with a reason, ignores a commit, and applies it when resumed':
    async () => {
      await panel().getByRole('button', { name: 'Suspend…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Why').fill('Black Friday');
      await dialog.getByRole('button', { name: 'Suspend' }).click();
      await state('Suspended');
      await see(/“Black Friday”/);
      stack.commit(
        'apps/podinfo/deployment.yaml',
        text => text.replace('replicas: 2', 'replicas: 3'),
        'Raise replicas to 3',
      );
      await see('Wants');
      const { spec } = await stack.api('GET', DEPLOYMENT);
      assert.equal(spec.replicas, 2);
      await panel().getByRole('button', { name: 'Resume' }).click();
      await state('Ready');
      await see(/3\/3 ready/);
    },
  'names file and line of broken YAML, leaves what runs alone, and recovers':
    async () => {
      const before = await stack.api('GET', DEPLOYMENT);
      let good;
      stack.commit(
        'apps/podinfo/service.yaml',
        text => {
          good = text;
          return `${text}  broken: [unclosed\n`;
        },
        'Break the service',
      );
      await state('Failed');
      await see(/service\.yaml/);
      await see(/line \d+/);
      const after = await stack.api('GET', DEPLOYMENT);
      assert.equal(after.metadata.generation, before.metadata.generation);
      stack.commit('apps/podinfo/service.yaml', () => good, 'Mend the service');
      await state('Ready');
    },
  'removes from the cluster what is removed from Git': async () => {
    stack.commit(
      'apps/podinfo/kustomization.yaml',
      text => text.replace('  - service.yaml\n', ''),
      'Remove the service',
    );
    await see('3 objects healthy');
    await assert.rejects(
      stack.api('GET', '/api/v1/namespaces/apps/services/podinfo'),
      /404/,
    );
  },
  'answers the first question on the overview card': async () => {
    await go(PODINFO);
    await page.getByText(/runs main @ [0-9a-f]{7}/).waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    await page.waitForURL(/gitops\?object=/);
    await state('Ready');
  },
  'finds a service by the label of its workload, and lets only owners act':
    async () => {
      await go('/catalog/default/component/payments/gitops');
      await state('Ready');
      const button = panel().getByRole('button', { name: /^Reconcile \(/ });
      assert.equal(await button.isDisabled(), true);
      assert.match(
        await button.getAttribute('aria-label'),
        /permission gitops\.reconcile.*group:default\/payments-team/,
      );
    },
  'shows only the name of an object that does not agree, and what to add':
    async () => {
      const agree = entity =>
        stack.api('PATCH', KUSTOMIZATION, {
          metadata: { annotations: { 'backstage-gitops.io/entity': entity } },
        });
      await go(`${PODINFO}/gitops`);
      await state('Ready');
      await agree(null);
      await state('Unknown');
      await see(/backstage-gitops\.io\/entity: component:default\/podinfo/);
      await see('Podinfo team');
      assert.equal(await panel().getByRole('tab').count(), 0);
      await agree('component:default/podinfo');
      await state('Ready');
      await see('ReplicaSet');
    },
  'teaches how to start where there is no object': async () => {
    await go('/catalog/default/component/newsletter/gitops');
    await page
      .getByText('No GitOps object belongs to newsletter yet')
      .waitFor();
    await page
      .getByText(/backstage-gitops\.io\/kustomization/)
      .first()
      .waitFor();
  },
  ...helmReleaseCases({ stack, page, go, findFaults: findAccessibilityFaults }),
  'shows cards and one page for each object on a narrow screen': async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await go(`${PODINFO}/gitops`);
    await page.getByText('Kustomization on demo').click();
    await state('Ready');
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    assert.ok(width <= 400, `the page is ${width} px wide`);
    assert.deepEqual(await findAccessibilityFaults(page), []);
    await page.goBack();
    await page.getByText('Kustomization on demo').waitFor();
  },
  'threw no error in the browser': async () => {
    assert.deepEqual(pageErrors, []);
  },
};

const result = await runCases(cases, {
  page,
  screenshotFolder: join(ROOT, '.gitops', 'e2e-screenshots'),
});
await browser.close();
await stack.stop();
process.stdout.write(`${result.passed} passed, ${result.failed} failed\n`);
process.exit(result.failed === 0 ? 0 : 1);
