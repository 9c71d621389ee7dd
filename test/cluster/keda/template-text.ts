import { stringify } from 'yaml';

const mark = '@@';

/** Stands for a value of the chart inside an object: the expression of Helm's templates that gives it. */
export function chartValue(expression: string): string {
  return `${mark}${expression}${mark}`;
}

/**
 * An object as the text of a template. Expressions come out as JSON, which is YAML too, so that each may give a text, a
 * number or a whole tree. Text that Helm would take for its own is kept as it is.
 */
export function templateText(object: unknown): string {
  const text = stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
  const kept = text.replaceAll('{{', '{{ `{{` }}');
  return kept.replace(/["']?@@(.*?)@@["']?/g, (_, expression: string) => `{{ toJson (${expression}) }}`);
}

/** The template only where a condition of Helm's holds. */
export function onlyWhen(condition: string, text: string): string {
  return `{{- if ${condition} }}\n${text}{{- end }}\n`;
}
