import type { JsonObject } from '../../shared/json.ts';
import type { Severity } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';
import type { Container, PodSpec } from '../values/shapes.ts';
import type { Path, Target } from '../yaml/positioned-document.ts';

/** Where the rule comes from: the project's own standards, or what the known linters agree on. */
export type RuleGroup = 'standards' | 'security' | 'reliability';

/** Reports a fault of the object at a path of it. */
export type Tell = (path: Path, message: string, hint: string, target?: Target) => void;

/** A pod template inside an object, wherever its kind keeps it. */
export interface Pod {
  manifest: Manifest;
  spec: PodSpec;
  /** Labels of the pod, and where its spec is in the object. */
  labels: Record<string, string | null>;
  path: Path;
}

export interface PodContainer extends Pod {
  container: Container;
  /** Where the container is in the object. */
  at: Path;
  list: 'containers' | 'initContainers';
}

/** Settings of one rule from .raibid-lint.yaml. */
export type RuleOptions = JsonObject;

/**
 * A rule of `raibid-cli lint`. Of the four checks it has the one that fits: each object, each pod, each container, or all
 * objects of the tree together.
 */
export interface Rule {
  name: string;
  /** One line: what the rule wants. */
  summary: string;
  group: RuleGroup;
  severity: Severity;
  object?: (manifest: Manifest, tell: Tell, options: RuleOptions) => void;
  pod?: (pod: Pod, tell: Tell, options: RuleOptions) => void;
  container?: (container: PodContainer, tell: Tell, options: RuleOptions) => void;
  tree?: (objects: readonly ReadObject[], tellOf: (object: ReadObject) => Tell, options: RuleOptions) => void;
}
