// Steps that make ConfigMaps and Secrets.

const LITERALS = [
  'a=b',
  'x=1',
  "q='z'",
  'q="z"',
  'k=v=w',
  'e=',
  'n=line\nbreak',
  'u=é☃',
  'sp= lead',
  `long=${'word '.repeat(40)}`,
  'y=yes',
  'o=0123',
  'A_b.c-d=1',
  'cr=a\r\nb',
  "h=it's",
  't=\ttab',
  'w=trail ',
];
const FILES = [
  'text\n',
  'no newline',
  'a: b\n# c\n',
  '\ufeffbom\n',
  'crlf\r\nx\r\n',
  '  lead\n',
  '\n\nx',
  'tab\there',
  `${'long '.repeat(40)}\n`,
  '',
  '\n',
  'end  \n',
  'nul\u0000x',
  'a\n\n\n',
  '{"a": [1, 2]}\n',
];
const ENVS = [
  'A=1\nB=two words\n#c\n\nC=\n',
  ' D=x\r\nE="q"\n',
  '\ufeffF=1',
  "G=a=b\n  # d\nH='x'",
  'UNSET_NAME\n',
];

const unique = list => [
  ...new Map(list.map(text => [text.split('=')[0], text])).values(),
];

export function generatorOptions(r) {
  return Object.assign(
    {},
    ...r.some(
      [
        { disableNameSuffixHash: r.chance(0.8) },
        { immutable: r.chance(0.8) },
        { labels: { g: r.pick(['1', 'x']) } },
        { annotations: { g: r.pick(['true', 'y z']) } },
      ],
      1,
      2,
    ),
  );
}

/** Name, namespace and behavior: a new object, or a change of one that was generated below. */
function identity(r, context, kind) {
  const earlier = context.objects.filter(o => o.kind === kind && o.isGenerated);
  if (earlier.length > 0 && r.chance(0.5)) {
    const { name, namespace } = r.pick(earlier);
    return {
      name,
      ...(namespace ? { namespace } : {}),
      behavior: r.pick(['merge', 'merge', 'replace']),
    };
  }
  const name = `${r.pick(['made', 'conf', 'gen.x'])}-${context.next()}`;
  return {
    name,
    ...(r.chance(0.15) ? { namespace: r.pick(['prod', 'other']) } : {}),
    ...(r.chance(0.1) ? { behavior: 'create' } : {}),
  };
}

/** One entry of a generator field, its object noted in `context.objects`. */
export function generated(r, context, kind) {
  const { files, directory, isOld } = context;
  const entry = identity(r, context, kind);
  const used = `${directory}-${context.next()}`;
  if (r.chance(0.8)) entry.literals = unique(r.some(LITERALS, 1, 3));
  if (r.chance(0.35)) {
    files[`${directory}/${used}.txt`] = r.pick(FILES);
    entry.files = [
      r.pick([`${used}.txt`, `key=${used}.txt`, `k.y_z=./${used}.txt`]),
    ];
  }
  if (r.chance(0.3)) {
    files[`${directory}/${used}.env`] = r.pick(ENVS);
    if (isOld && r.chance(0.3)) entry.env = `${used}.env`;
    else entry.envs = [`${used}.env`];
  }
  if (r.chance(0.3)) entry.options = generatorOptions(r);
  if (kind === 'Secret' && r.chance(0.3))
    entry.type = r.pick(['kubernetes.io/tls', 'x.io/own']);
  const { behavior } = entry;
  if (behavior !== 'merge' && behavior !== 'replace') {
    context.objects.push({
      kind,
      apiVersion: 'v1',
      name: entry.name,
      namespace: entry.namespace ?? '',
      isGenerated: true,
      fields: {
        metadata: { name: entry.name },
        data: Object.fromEntries(
          (entry.literals ?? []).map(l => [l.split('=')[0], 'x']),
        ),
      },
    });
  }
  return entry;
}

const generator = (field, kind) => (r, context) => {
  context.k[field] = Array.from({ length: 1 + r.below(2) }, () =>
    generated(r, context, kind),
  );
};

export const GENERATOR_STEPS = {
  configMapGenerator: generator('configMapGenerator', 'ConfigMap'),
  secretGenerator: generator('secretGenerator', 'Secret'),
  generatorOptions: (r, { k }) => {
    k.generatorOptions = generatorOptions(r);
  },
};
