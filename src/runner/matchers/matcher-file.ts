import { z } from 'zod';

/** Number of a group of the expression. */
const group = z.number().int().min(0).max(99).exactOptional();

const patternSchema = z.object({
  regexp: z.string().max(4096),
  file: group,
  fromPath: group,
  line: group,
  column: group,
  severity: group,
  message: group,
  /** Of the last of several: it may match line after line. */
  loop: z.boolean().exactOptional(),
});
export type MatcherPattern = z.infer<typeof patternSchema>;

const matcherSchema = z.object({
  owner: z.string().min(1).max(255),
  severity: z.string().exactOptional(),
  pattern: z.array(patternSchema).min(1).max(20),
});
export type MatcherDefinition = z.infer<typeof matcherSchema>;

const fileSchema = z.object({ problemMatcher: z.array(matcherSchema).max(50) });

/** Reads the JSON of `::add-matcher::`. Throws in words; what GitHub does not know is ignored. */
export function parseMatcherFile(text: string): MatcherDefinition[] {
  const parsed = fileSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  for (const { owner, pattern } of parsed.data.problemMatcher) {
    if (!pattern.some((one) => one.message !== undefined)) throw new Error(`No pattern of ${owner} sets 'message'.`);
    if (pattern.slice(0, -1).some((one) => one.loop) || (pattern.length === 1 && pattern[0]?.loop))
      throw new Error(`Only the last of several patterns may set 'loop' (${owner}).`);
  }
  return parsed.data.problemMatcher;
}
