import { spawn } from 'node:child_process';

const OPENERS = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };

/** Opens the address where a person sits at a display; elsewhere does nothing. */
export function openBrowser(url) {
  const { CI, DISPLAY, WAYLAND_DISPLAY, BROWSER } = process.env;
  const hasDisplay =
    process.platform in OPENERS || Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (CI || BROWSER === 'none' || !hasDisplay || !process.stdout.isTTY) {
    return;
  }
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], {
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {});
  child.unref();
}
