import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { quote } from '../schema/describe-value.ts';
import { dnsLabel, labelValue, type NameRule, qualifiedName } from './names.ts';

interface Metadata {
  labels?: Record<string, string | null>;
  annotations?: Record<string, string | null>;
  namespace?: string;
  finalizers?: string[];
}

interface LabelSelector {
  matchLabels?: Record<string, string | null>;
  matchExpressions?: { key: string; operator: string; values?: string[] | null }[];
}

/** All annotations of an object together, in bytes. */
const maxAnnotations = 256 * 1024;

export const metadataChecks: ValueChecks = {
  'meta.v1.ObjectMeta': (value, run) => checkMetadata(value as Metadata, run),
  'meta.v1.LabelSelector': (value, run) => checkSelector(value as LabelSelector, run),
};

function checkMetadata({ labels, annotations, namespace, finalizers }: Metadata, run: CheckRun): void {
  checkLabels(labels, ['labels'], run);
  let size = 0;
  for (const [key, text] of Object.entries(annotations ?? {})) {
    // Unlike label keys, annotation keys may be written in capitals before the slash.
    checkName('invalid-annotation', 'annotation key', qualifiedName, key, ['annotations', key], run);
    size += key.length + Buffer.byteLength(text ?? '');
  }
  if (size > maxAnnotations) {
    run.fault('invalid-value', 'the annotations have more than 256 KiB', 'Move data into a ConfigMap.', {
      below: ['annotations'],
      target: 'key',
    });
  }
  if (namespace) checkValueName('invalid-name', 'the namespace', dnsLabel, namespace, ['namespace'], run);
  for (const [index, name] of (finalizers ?? []).entries()) {
    checkValueName('invalid-name', 'the finalizer', qualifiedName, name, ['finalizers', index], run);
  }
}

/** Keys and values of labels, wherever they are written. */
export function checkLabels(
  labels: Record<string, string | null> | undefined | null,
  below: (string | number)[],
  run: CheckRun,
): void {
  for (const [key, text] of Object.entries(labels ?? {})) {
    checkName('invalid-label', 'label key', qualifiedName, key, [...below, key], run);
    const wrong = text === null ? undefined : labelValue(text);
    if (wrong === undefined) continue;
    const hint = 'Shorten it, or keep such text in an annotation.';
    run.fault('invalid-label', `the label value ${quote(text ?? '')} ${wrong}`, hint, { below: [...below, key] });
  }
}

function checkName(
  rule: string,
  what: string,
  check: NameRule,
  key: string,
  below: (string | number)[],
  run: CheckRun,
): void {
  const wrong = check(key);
  if (wrong !== undefined)
    run.fault(rule, `the ${what} ${quote(key)} ${wrong}`, 'Write it as name or example.com/name.', {
      below,
      target: 'key',
    });
}

/** A value that must be a name of some kind. */
export function checkValueName(
  rule: string,
  what: string,
  check: NameRule,
  text: string,
  below: (string | number)[],
  run: CheckRun,
): void {
  const wrong = check(text);
  if (wrong !== undefined) run.fault(rule, `${what} ${quote(text)} ${wrong}`, 'Choose another name.', { below });
}

function checkSelector({ matchLabels, matchExpressions }: LabelSelector, run: CheckRun): void {
  checkLabels(matchLabels, ['matchLabels'], run);
  for (const [index, { key, operator, values }] of (matchExpressions ?? []).entries()) {
    const below = ['matchExpressions', index];
    checkName('invalid-label', 'label key', qualifiedName, key, [...below, 'key'], run);
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (!needsValues && operator !== 'Exists' && operator !== 'DoesNotExist') {
      const hint = 'Write In, NotIn, Exists or DoesNotExist.';
      run.fault('invalid-value', `${quote(operator)} is no operator of a selector`, hint, {
        below: [...below, 'operator'],
      });
    } else if (needsValues && !values?.length) {
      run.fault('missing-field', `the operator ${operator} needs values`, 'Add "values".', { below, target: 'inside' });
    } else if (!needsValues && values?.length) {
      run.fault('invalid-value', `the operator ${operator} takes no values`, 'Remove "values".', {
        below: [...below, 'values'],
        target: 'key',
      });
    }
  }
}
