import {
  GoTypes,
  mapType,
  namedType,
  sliceType,
} from '@backstage-gitops/go-template';

const namespacedName = namedType('struct', 'types.NamespacedName');
const change = namedType('struct', 'update.Change');
const imageRef = namedType('struct', 'update.imageRef');
const objectChanges = namedType(
  'map',
  'update.ObjectChanges',
  sliceType(change),
);
const fileResult = namedType('struct', 'update.FileResult');

/** Types of what a commit message template sees, as Go's errors name them. */
export const MessageTypes = {
  data: namedType('struct', 'source.TemplateData'),
  namespacedName,
  result: namedType('struct', 'update.Result'),
  imageResult: namedType('struct', 'update.ImageResult'),
  change,
  changes: sliceType(change),
  objectChanges,
  fileChanges: mapType(objectChanges),
  imageRef,
  imageRefs: sliceType(imageRef),
  imagesByObject: {
    ...mapType(sliceType(imageRef)),
    name: 'map[update.ObjectIdentifier][]update.ImageRef',
  },
  fileResult,
  fileResults: mapType(fileResult),
  objectIdentifier: namedType('struct', 'update.ObjectIdentifier'),
  resourceIdentifier: namedType('struct', 'yaml.ResourceIdentifier'),
  typeMeta: namedType('struct', 'yaml.TypeMeta'),
  nameMeta: namedType('struct', 'yaml.NameMeta'),
  string: GoTypes.string,
} as const;
