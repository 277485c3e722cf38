import { renderInTestApp } from '@backstage/frontend-test-utils';
import { waitFor } from '@testing-library/react';
import { useTexts, type Texts } from '../hooks';

/** The texts as an app that offers German gives them to the plugin. */
export async function textsIn(language: 'en' | 'de'): Promise<Texts> {
  // An earlier app of the same test file has stored its language here.
  window.localStorage.removeItem('language');
  let texts: Texts | undefined;
  const Probe = () => {
    texts = useTexts();
    return null;
  };
  const config = {
    defaultLanguage: language,
    availableLanguages: ['en', 'de'],
  };
  const { unmount } = renderInTestApp(<Probe />, {
    config: {
      app: {
        baseUrl: 'http://localhost:3000',
        extensions: [{ 'api:app/app-language': { config } }],
      },
      backend: { baseUrl: 'http://localhost:7007' },
    },
  });
  await waitFor(() => expect(texts).toBeDefined());
  unmount();
  if (!texts) throw new Error('the texts did not load');
  return texts;
}
