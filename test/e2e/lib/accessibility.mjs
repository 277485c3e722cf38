/**
 * The first things that a screen reader needs, checked on a page: names of
 * controls and images, unique ids, one h1, labels that lead somewhere.
 * @returns one line for each fault
 */
export function findAccessibilityFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    const isShown = element => element.getClientRects().length > 0;
    const nameOf = element =>
      element.getAttribute('aria-label') ||
      (element.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent ?? '')
        .join(' ')
        .trim() ||
      [...(element.labels ?? [])].map(label => label.textContent).join(' ') ||
      element.textContent.trim() ||
      element.getAttribute('title') ||
      element.querySelector('img[alt], svg title')?.textContent ||
      '';
    const main = document.querySelector('main') ?? document.body;
    for (const element of main.querySelectorAll(
      'button, a[href], input, select, textarea, [role=tab], [role=treeitem]',
    )) {
      if (isShown(element) && !nameOf(element)) {
        faults.push(`no name: ${element.outerHTML.slice(0, 160)}`);
      }
    }
    for (const image of main.querySelectorAll('img:not([alt])')) {
      faults.push(`no alt: ${image.outerHTML.slice(0, 160)}`);
    }
    const ids = [...document.querySelectorAll('main [id]')].map(({ id }) => id);
    for (const id of new Set(ids)) {
      if (ids.filter(other => other === id).length > 1) {
        faults.push(`id used twice: ${id}`);
      }
    }
    for (const label of main.querySelectorAll('label[for]')) {
      if (!document.getElementById(label.htmlFor)) {
        faults.push(`label leads nowhere: ${label.textContent}`);
      }
    }
    return faults;
  });
}
