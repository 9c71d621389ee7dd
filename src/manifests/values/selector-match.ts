import type { Selector } from './shapes.ts';

type Labels = Record<string, string | null> | null | undefined;

/** True when the labels fit the selector. An empty selector fits everything. */
export function selectorMatches(selector: Selector | null | undefined, labels: Labels): boolean {
  const given = labels ?? {};
  const equal = Object.entries(selector?.matchLabels ?? {}).every(
    ([key, value]) => (given[key] ?? undefined) === (value ?? ''),
  );
  return equal && (selector?.matchExpressions ?? []).every((each) => expressionMatches(each, given));
}

interface Expression {
  key: string;
  operator: string;
  values?: string[] | null;
}

function expressionMatches({ key, operator, values }: Expression, labels: Record<string, string | null>): boolean {
  const value = labels[key];
  const isThere = value !== undefined;
  const isListed = isThere && (values ?? []).includes(value ?? '');
  const answers: Record<string, boolean> = { In: isListed, NotIn: !isListed, Exists: isThere, DoesNotExist: !isThere };
  return answers[operator] ?? false;
}

export function isEmptySelector(selector: Selector | null | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && !selector?.matchExpressions?.length;
}
