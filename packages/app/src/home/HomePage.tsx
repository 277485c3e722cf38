import { Content, Page, Progress } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Alert, Container, Grid, Text } from '@backstage/ui';
import { ServiceCard } from './ServiceCard';
import { useServices } from './useServices';

/** Whose portal this is, and a card for each service of the catalog. */
export function HomePage() {
  const config = useApi(configApiRef);
  const organization = config.getOptionalString('organization.name');
  const { services, error } = useServices();
  return (
    <Page themeId="home">
      <Content>
        <Container>
          <Text as="h1" variant="title-medium">
            {organization ?? 'GitOps portal'}
          </Text>
          <Text as="p" variant="body-large">
            Does each service run what was committed? Choose one to see its
            source, what was applied, and whether it is healthy.
          </Text>
          {error && <Alert status="danger" title={error.message} />}
          {!services && !error && <Progress />}
          <Grid.Root columns={{ initial: '1', sm: '2', md: '3' }} mt="6">
            {services?.map(service => (
              <ServiceCard key={service.metadata.name} service={service} />
            ))}
          </Grid.Root>
        </Container>
      </Content>
    </Page>
  );
}
