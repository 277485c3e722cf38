import type { Call, Verified } from '../call';
import { decodeFirstObject, fieldOf, readField } from '../decodeJson';

const { text, texts, object } = readField;

/** Type `dockerhub`: not signed, its path is the secret. */
export function verifyDockerHub({ body }: Call): Verified {
  const payload = decodeFirstObject(body, 'the event of Docker Hub');
  const pushed = fieldOf(payload, 'push_data', object) ?? {};
  fieldOf(pushed, 'tag', text);
  const repository = fieldOf(payload, 'repository', object) ?? {};
  return { body, about: fieldOf(repository, 'repo_url', text) };
}

/** Type `quay`: not signed, its path is the secret. */
export function verifyQuay({ body }: Call): Verified {
  const payload = decodeFirstObject(body, 'the event of Quay');
  fieldOf(payload, 'updated_tags', texts);
  return { body, about: fieldOf(payload, 'docker_url', text) };
}

/** Type `acr`: not signed, its path is the secret. */
export function verifyAcr({ body }: Call): Verified {
  const payload = decodeFirstObject(body, 'the event of ACR');
  fieldOf(payload, 'action', text);
  const target = fieldOf(payload, 'target', object) ?? {};
  fieldOf(target, 'tag', text);
  return { body, about: fieldOf(target, 'repository', text) };
}
