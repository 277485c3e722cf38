import { Rbac } from '../../auth/Rbac';
import { Tokens } from '../../auth/tokens';
import { AUTHENTICATED, User } from '../../auth/User';
import { isObject, JsonObject } from '../../json';

/** What a review needs to answer. */
interface ReviewContext {
  readonly user: User;
  readonly rbac: Rbac;
  readonly tokens: Tokens;
  /** Namespace of a LocalSubjectAccessReview. */
  readonly namespace: string;
}

type Review = (body: JsonObject, context: ReviewContext) => JsonObject;

const object = (value: unknown): JsonObject => (isObject(value) ? value : {});
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : undefined;

function accessStatus(
  spec: JsonObject,
  user: User,
  { rbac }: ReviewContext,
): JsonObject {
  const resource = isObject(spec.resourceAttributes)
    ? spec.resourceAttributes
    : undefined;
  const path = object(spec.nonResourceAttributes);
  const allowed = resource
    ? rbac.isAllowed(user, {
        verb: String(resource.verb ?? ''),
        group: text(resource.group) ?? '',
        resource: text(resource.resource) ?? '',
        subresource: text(resource.subresource),
        namespace: text(resource.namespace),
        name: text(resource.name),
      })
    : rbac.isAllowed(user, {
        verb: String(path.verb ?? ''),
        path: String(path.path ?? ''),
      });
  return { allowed };
}

function reviewedUser(spec: JsonObject): User {
  const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : [];
  return { name: String(spec.user ?? ''), groups: [...groups, AUTHENTICATED] };
}

const subjectReview: Review = (body, context) => {
  const spec = object(body.spec);
  return accessStatus(spec, reviewedUser(spec), context);
};

/** Kinds that are asked, never stored: the status of each answer. */
export const reviews: Readonly<Record<string, Review>> = {
  'authorization.k8s.io/selfsubjectaccessreviews': (body, context) =>
    accessStatus(object(body.spec), context.user, context),
  'authorization.k8s.io/subjectaccessreviews': subjectReview,
  'authorization.k8s.io/localsubjectaccessreviews': subjectReview,
  'authorization.k8s.io/selfsubjectrulesreviews': (body, { user, rbac }) => {
    const namespace = text(object(body.spec).namespace);
    const rules = user.groups.includes('system:masters')
      ? [
          { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
          { verbs: ['*'], nonResourceURLs: ['*'] },
        ]
      : rbac.rulesFor(user, namespace);
    return {
      incomplete: false,
      resourceRules: rules.filter(
        rule => 'resources' in rule && rule.resources,
      ),
      nonResourceRules: rules.filter(
        rule => 'nonResourceURLs' in rule && rule.nonResourceURLs,
      ),
    };
  },
  'authentication.k8s.io/selfsubjectreviews': (_body, { user }) => ({
    userInfo: {
      username: user.name,
      groups: user.groups,
      ...(user.uid ? { uid: user.uid } : {}),
    },
  }),
  'authentication.k8s.io/tokenreviews': (body, { tokens }) => {
    const user = tokens.authenticate(String(object(body.spec).token ?? ''));
    return user
      ? {
          authenticated: true,
          user: {
            username: user.name,
            groups: user.groups,
            ...(user.uid ? { uid: user.uid } : {}),
          },
        }
      : { user: {}, error: 'invalid bearer token' };
  },
};
