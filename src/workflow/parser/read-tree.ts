import type { StringToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import type { Problems } from '../problem.ts';
import { checkYaml, type YamlFacts } from './check-yaml.ts';
import { loadParser } from './load-parser.ts';
import { reportParserError, reportUnexpected } from './parser-errors.ts';
import { type Tree, treeOf } from './tree.ts';

/** Which of GitHub's two schemas a file follows. */
export type FileKind = 'workflow' | 'action';

/** Reads a file with GitHub's parser. What is wrong goes to `problems`; null when nothing could be read. */
export async function readTree(
  kind: FileKind,
  file: { path: string; text: string },
  problems: Problems,
): Promise<Tree | null> {
  const facts = checkYaml(file.text, problems);
  if (!problems.empty) return null;
  const token = await readToken(kind, file, facts, problems);
  if (token === undefined) return null;
  return treeOf(token, facts.texts);
}

async function readToken(
  kind: FileKind,
  file: { path: string; text: string },
  facts: YamlFacts,
  problems: Problems,
): Promise<TemplateToken | undefined> {
  const parser = await loadParser();
  const schema = kind === 'workflow' ? parser.getWorkflowSchema() : parser.getActionSchema();
  const context = new parser.TemplateContext(
    new parser.TemplateValidationErrors(),
    schema,
    new parser.NoOperationTraceWriter(),
  );
  // Background steps are known to the parser behind this switch only; we want to see them to refuse them by name.
  context.state.featureFlags = new parser.FeatureFlags({ allowBackgroundSteps: true });
  context.error = (where: TemplateToken | number | undefined, error: unknown, range?: TemplateToken['range']) => {
    const token = typeof where === 'object' ? where : undefined;
    const start = (placeIsWrong(token) ? token?.range : (range ?? token?.range))?.start;
    const [inherited] = facts.inheritedNames;
    // Without a place: the parser stumbled over a key that JavaScript objects have from birth.
    if (start === undefined && inherited !== undefined) reportUnexpected(inherited.name, inherited.at, problems);
    else reportParserError(error, start === undefined ? [1, 1] : [start.line, start.column], problems);
  };
  const parse = kind === 'workflow' ? parser.parseWorkflow : parser.parseAction;
  return parse({ name: file.path, content: file.text }, context).value;
}

/** Inside texts over several lines the parser counts rightly in block scalars (`|`, `>`) only. */
function placeIsWrong(token: TemplateToken | undefined): boolean {
  if (token?.range === undefined || token.range.start.line === token.range.end.line) return false;
  return token.isScalar && (token as StringToken).blockScalarHeader === undefined;
}
