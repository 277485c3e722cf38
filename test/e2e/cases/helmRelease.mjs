import assert from 'node:assert/strict';

const ENTITY = '/catalog/default/component/recommendations/gitops';
const CHART = 'charts/recommendations';
const HELM_RELEASE =
  '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/recommendations';
const DEPLOYMENT = '/apis/apps/v1/namespaces/apps/deployments/recommendations';

/**
 * A service whose chart is in Git and that a HelmRelease releases.
 * @param context - the stack, its page, how long to wait, and a way to look at it
 * @returns name → case
 */
export function helmReleaseCases({ stack, page, go, findFaults }) {
  const panel = page.getByRole('region', { name: /HelmRelease apps\// });
  const see = text => panel.getByText(text).first().waitFor();
  const state = word =>
    panel.getByText(word, { exact: true }).first().waitFor();
  const press = name =>
    panel.getByRole('button', { name, exact: true }).click();
  const tab = name => panel.getByRole('tab', { name }).click();
  const releases = () => panel.getByRole('table', { name: 'Releases' });
  const seeRelease = text =>
    releases().getByRole('row').filter({ hasText: text }).first().waitFor();
  const raise = (from, to) =>
    stack.commit(
      `${CHART}/Chart.yaml`,
      text => text.replace(`version: ${from}`, `version: ${to}`),
      `Release recommendations ${to}`,
    );
  const untilTimeline = async text => {
    await tab('Timeline');
    await see(text);
    await tab('Releases');
  };

  return {
    'shows a release with chart, objects, history and tests': async () => {
      await go(ENTITY);
      await state('Ready');
      await see('recommendations 1.0.0');
      await see('ReplicaSet');
      await see('3 objects healthy');
      await tab('Releases');
      await seeRelease(/deployed.*recommendations@1\.0\.0/);
      await see('recommendations-answers: Succeeded');
      assert.deepEqual(await findFaults(page), []);
    },
    'upgrades to a chart that is committed': async () => {
      raise('1.0.0', '1.1.0');
      await seeRelease(/deployed.*recommendations@1\.1\.0/);
      await seeRelease(/superseded.*recommendations@1\.0\.0/);
      await state('Ready');
    },
    'says what was changed by hand, and puts it right': async () => {
      await stack.api('PATCH', DEPLOYMENT, { spec: { replicas: 5 } });
      await see(/Deployment\/apps\/recommendations changed/);
      await see(/replace \/spec\/replicas: 2/);
      await see(/Last difference, put right since/);
      const { spec } = await stack.api('GET', DEPLOYMENT);
      assert.equal(spec.replicas, 2);
    },
    'upgrades when forced, and counts failures anew when reset': async () => {
      const version = async () =>
        (await stack.api('GET', HELM_RELEASE)).status.history[0].version;
      const before = await version();
      await press('Force upgrade');
      await seeRelease(new RegExp(`^${before + 1}deployed`));
      await untilTimeline(/asked for an upgrade in any case/);
      await press('Reset failures');
      await untilTimeline(/reset the counts of failures/);
      await press('Reconcile');
      await untilTimeline(/asked for a run/);
      await state('Ready');
      assert.equal(await version(), before + 1);
    },
    'leaves a suspended release alone until it is resumed': async () => {
      await press('Suspend…');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Why').fill('Black Friday');
      await dialog.getByRole('button', { name: 'Suspend' }).click();
      await state('Suspended');
      await see(/“Black Friday”/);
      raise('1.1.0', '1.2.0');
      await see('Wants');
      await press('Resume');
      await seeRelease(/deployed.*recommendations@1\.2\.0/);
      await state('Ready');
    },
    'names the template of a chart that fails, and recovers': async () => {
      let good;
      stack.commit(
        `${CHART}/templates/configmap.yaml`,
        text => {
          good = text;
          return text.replace('.Values.message', '.Values.message.nested');
        },
        'Break the chart',
      );
      raise('1.2.0', '1.2.1');
      await state('Failed');
      await see(/templates\/configmap\.yaml:\d+/);
      stack.commit(
        `${CHART}/templates/configmap.yaml`,
        () => good,
        'Mend the chart',
      );
      raise('1.2.1', '1.2.2');
      await seeRelease(/deployed.*recommendations@1\.2\.2/);
      await state('Ready');
    },
  };
}
