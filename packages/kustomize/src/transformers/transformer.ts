import type { ResourceMap } from '../resources/resourceMap';

/** A step that changes the objects of a build. */
export type Transformer = (map: ResourceMap) => void;
