import type { Forge } from '../types';

/** What every repository of a case begins with, on branch `main`. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  'README.md': '# fleet\n',
  'apps/podinfo.yaml': 'image: podinfo:1\n',
  'apps/old.yaml': 'image: old:1\n',
};

/** A fresh repository `main` of which has {@link FIRST_FILES}, and who may use it. */
export interface ForgeWorld {
  /** By the rights of a program. */
  readonly forge: Forge;
  /** The same repository by the rights of a person, who reviews. */
  readonly person: Forge;
  /** The same repository with a token that is none. */
  readonly stranger: Forge;
  /** A repository that does not exist. */
  readonly nowhere: Forge;
  /** The person's word on a pull request. */
  review(
    number: number,
    state: 'approved' | 'changes-requested',
  ): Promise<void>;
  /** Items of a list that need several pages of this forge. */
  readonly severalPages: number;
}
