import { z } from 'zod';

/**
 * A value of a workflow file that may hold expressions. An expression is `{ $expr, at }` (text without `${{ }}`, line
 * and column of the file); strings with embedded expressions are already `format(...)` expressions. Everything else
 * stands for itself. `workflow/expressions` evaluates it on the server (jobs) and in the agent (steps) alike.
 */
export interface Expression {
  $expr: string;
  at?: [line: number, column: number];
}

export type Template = string | number | boolean | null | Expression | Template[] | { [key: string]: Template };

export const expressionSchema: z.ZodType<Expression> = z.strictObject({
  $expr: z.string(),
  at: z.tuple([z.number(), z.number()]).exactOptional(),
});

export const templateSchema: z.ZodType<Template> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    expressionSchema,
    z.array(templateSchema),
    z.record(z.string(), templateSchema),
  ]),
);

/** A mapping whose values may hold expressions (`env`, `with`, `outputs`), or one expression that gives a mapping. */
export const templateMapSchema = z.union([expressionSchema, z.record(z.string(), templateSchema)]);
export type TemplateMap = Expression | { [key: string]: Template };

export function isExpression(value: Template | undefined): value is Expression {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.$expr === 'string';
}
