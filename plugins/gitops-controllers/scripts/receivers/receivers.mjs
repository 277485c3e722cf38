/** The Receivers of the comparison, and the objects that they reach. */

export const TOKEN = 'the-token';
export const NAMESPACE = 'judged';
/** GitRepositories by name, with their labels. */
export const REPOSITORIES = {
  one: { team: 'a', branch: 'main' },
  two: { team: 'a', branch: 'next' },
  three: { team: 'b', branch: 'main' },
  far: { team: 'a' },
};

const one = { kind: 'GitRepository', name: 'one' };
const byTeam = team => ({
  ...{ kind: 'GitRepository', name: '*', matchLabels: { team } },
});
const secretRef = { name: 'token' };
const simple = type => ({ type, secretRef, resources: [one] });

/** Specs by the name of a Receiver. */
export const receiversFor = issuer => ({
  generic: simple('generic'),
  hmac: simple('generic-hmac'),
  github: simple('github'),
  pushes: { ...simple('github'), events: ['push', 'PING'] },
  gitlab: { ...simple('gitlab'), events: ['Push Hook'] },
  bitbucket: { ...simple('bitbucket'), events: ['repo:refs_changed'] },
  harbor: simple('harbor'),
  dockerhub: simple('dockerhub'),
  quay: simple('quay'),
  nexus: simple('nexus'),
  acr: simple('acr'),
  gcr: { ...simple('gcr'), secretRef: { name: 'gcr' } },
  cdevents: simple('cdevents'),
  chosen: {
    ...simple('cdevents'),
    events: ['dev.cdevents.change.merged.0.2.0'],
  },
  team: { ...simple('generic'), resources: [byTeam('a'), byTeam('none')] },
  filtered: {
    ...simple('generic'),
    resourceFilter: "req.ref == 'refs/heads/' + res.metadata.labels.branch",
    resources: [byTeam('a'), byTeam('b')],
  },
  stacked: {
    ...simple('generic'),
    resourceFilter: "req.action == 'push'",
    resources: ['one', 'two', 'three'].map((name, index) => ({
      ...{ kind: 'GitRepository', name },
      ...(index === 1 ? { filter: 'req.count > 3' } : {}),
    })),
  },
  numbers: {
    ...simple('generic'),
    resourceFilter: 'type(req.n) == double && req.n + 1.0 > 2.0 && req.n == 3',
  },
  broken: { ...simple('generic'), resourceFilter: 'req.list[2].x' + ' == 1' },
  partly: {
    ...simple('generic'),
    resources: [
      { kind: 'GitRepository', name: 'absent' },
      { kind: 'Kustomization', name: 'unversioned' },
      { kind: 'GitRepository', name: '*' },
      { kind: 'GitRepository', name: 'far', namespace: 'judged-far' },
      one,
    ],
  },
  suspended: { ...simple('generic'), suspend: true },
  tokenless: { ...simple('generic'), secretRef: { name: 'absent' } },
  keyless: { ...simple('generic'), secretRef: { name: 'keyless' } },
  invalid: { ...simple('generic'), resourceFilter: 'nothing == 1' },
  typed: { ...simple('generic'), resourceFilter: "'text'" },
  empty: { ...simple('github'), secretRef: { name: 'empty' } },
  oidc: {
    type: 'generic-oidc',
    resources: [one],
    resourceFilter: "claims.sub == 'repo:a/b' && claims.n == 1.0",
    oidcProviders: [
      {
        issuerURL: issuer,
        variables: [{ name: 'parts', expression: "claims.sub.split(':')" }],
        validations: [
          { expression: "vars.parts[0] == 'repo'", message: 'no repository' },
          { expression: "claims.owner == 'a'", message: 'another owner' },
        ],
      },
    ],
  },
});
