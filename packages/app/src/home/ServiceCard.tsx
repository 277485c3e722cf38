import { Entity } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  ButtonLink,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  Text,
} from '@backstage/ui';

/** A service with a link to its GitOps tab. */
export function ServiceCard({ service }: { readonly service: Entity }) {
  const entityRoute = useRouteRef(entityRouteRef);
  const { name, title, description } = service.metadata;
  const path = entityRoute?.(entityRouteParams(service));
  return (
    <Card>
      <CardHeader>
        <Text as="h2" variant="title-x-small">
          {title ?? name}
        </Text>
      </CardHeader>
      <CardBody>{description}</CardBody>
      <CardFooter>
        <ButtonLink href={`${path}/gitops`} aria-label={`GitOps of ${name}`}>
          GitOps
        </ButtonLink>
      </CardFooter>
    </Card>
  );
}
