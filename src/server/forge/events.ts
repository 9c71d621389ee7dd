import type { JsonObject } from '../../shared/json.ts';

/** A branch or tag that moved. All zeros: created or deleted. */
export interface PushEvent {
  kind: 'push';
  ref: string;
  before: string;
  after: string;
  actor: string;
  /** `github.event`, in GitHub's shape. */
  payload: JsonObject;
}

/** Refs changed in a way that names no commits: the refs themselves have to be looked at. */
export interface RefsEvent {
  kind: 'refs';
  actor: string;
}

/** Something happened to a pull request. */
export interface PullRequestEvent {
  kind: 'pull_request';
  number: number;
  /** As GitHub names it: `opened`, `synchronize`, `reopened`, `closed`... */
  action: string;
  headSha: string;
  /** Branch it wants to go into, short name. */
  baseRef: string;
  /** Where both branches parted; null when unknown. */
  mergeBase: string | null;
  /** The head lies in another repository: its code is a stranger's. */
  fork: boolean;
  actor: string;
  payload: JsonObject;
}

/** Something happened to a release. */
export interface ReleaseEvent {
  kind: 'release';
  /** `published`, `edited` or `deleted`. */
  action: string;
  /** Other activities of GitHub's that this one stands for. */
  alsoActions: string[];
  /** Name of its tag. */
  tag: string;
  actor: string;
  payload: JsonObject;
}

/** Everything that a forge reports and that may start runs. */
export type ForgeEvent = PushEvent | RefsEvent | PullRequestEvent | ReleaseEvent;
