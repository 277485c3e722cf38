import { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useEffect, useState } from 'react';

/** The catalog's components, or why they can't be read. */
interface Services {
  /** Absent until they are there. */
  readonly services?: readonly Entity[];
  readonly error?: Error;
}

/** Reads the components of the catalog once. */
export function useServices(): Services {
  const catalogApi = useApi(catalogApiRef);
  const [state, setState] = useState<Services>({});
  useEffect(() => {
    let isMounted = true;
    const show = (next: Services) => isMounted && setState(next);
    catalogApi
      .getEntities({
        filter: { kind: 'Component' },
        order: { field: 'metadata.name', order: 'asc' },
      })
      .then(
        ({ items }) => show({ services: items }),
        (error: Error) => show({ error }),
      );
    return () => {
      isMounted = false;
    };
  }, [catalogApi]);
  return state;
}
