#!/usr/bin/env node
/** Runs a control plane until Ctrl-C: node test/control-plane/start.mjs [--kubeconfig FILE] [--dir DIR] */
import { copyFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hasGo, startControlPlane } from './controlPlane.mjs';

const { values } = parseArgs({
  options: { kubeconfig: { type: 'string' }, dir: { type: 'string' } },
});
if (!hasGo()) {
  process.stderr.write(
    'The real control plane is built with Go, and this machine has no `go` command.\n',
  );
  process.exit(1);
}
const log = line => process.stdout.write(`${line}\n`);
const started = Date.now();
const plane = await startControlPlane({
  ...(values.dir ? { dir: values.dir } : {}),
  log,
});
if (values.kubeconfig) {
  copyFileSync(plane.kubeconfig, values.kubeconfig);
}
log(
  `control plane ready in ${((Date.now() - started) / 1000).toFixed(1)} s: ${
    plane.url
  } (pid ${plane.pid})`,
);
log(`export KUBECONFIG=${values.kubeconfig ?? plane.kubeconfig}`);
const end = () => {
  plane.stop().then(
    () => process.exit(0),
    error => {
      process.stderr.write(`the control plane did not stop: ${error}\n`);
      process.exit(1);
    },
  );
};
process.once('SIGINT', end);
process.once('SIGTERM', end);
