import { readFileSync, writeFileSync } from 'fs';
import { resolve } from 'path';
import { KINDS, referencePage } from './index';

const FOLDER = resolve(__dirname, '../../../../docs/reference/generated');
const isUpdate = process.env.UPDATE_REFERENCE === '1';

// Rewrite the pages: UPDATE_REFERENCE=1 yarn workspace @backstage-gitops/plugin-gitops-common test
describe('docs/reference/generated', () => {
  it.each(KINDS.map(kind => [kind.kind, kind] as const))(
    'holds the page of %s',
    (name, definition) => {
      const file = resolve(FOLDER, `${name.toLowerCase()}.md`);
      if (isUpdate) {
        writeFileSync(file, referencePage(definition));
      }
      expect(readFileSync(file, 'utf8')).toBe(referencePage(definition));
    },
  );
});
