import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { createValidatedOpenApiRouterFromGeneratedEndpointMap } from '@backstage/backend-openapi-utils';
import { parse } from 'yaml';

type OpenApiDocument = Parameters<
  typeof createValidatedOpenApiRouterFromGeneratedEndpointMap
>[0];

/** The OpenAPI document that the package carries: `src/schema/openapi.yaml`. */
export function readOpenApiDocument(): OpenApiDocument {
  const path = resolvePackagePath(
    '@backstage-gitops/plugin-gitops-backend',
    'src/schema/openapi.yaml',
  );
  return parse(readFileSync(path, 'utf8'));
}
