import { withJsonImports } from './json-imports.ts';

let parser: Promise<GitHubParser> | undefined;

/** GitHub's parser, imported at first use: it costs some 80 ms and 19 MB, which most commands never need. */
export function loadParser(): Promise<GitHubParser> {
  parser ??= withJsonImports(importParser);
  return parser;
}

type GitHubParser = Awaited<ReturnType<typeof importParser>>;

async function importParser() {
  const { parseWorkflow, NoOperationTraceWriter } = await import('@actions/workflow-parser');
  const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
  const { getActionSchema } = await import('@actions/workflow-parser/actions/action-schema');
  const { getWorkflowSchema } = await import('@actions/workflow-parser/workflows/workflow-schema');
  const { TemplateContext, TemplateValidationErrors } = await import(
    '@actions/workflow-parser/templates/template-context'
  );
  const { FeatureFlags } = await import('@actions/expressions');
  return {
    parseWorkflow,
    parseAction,
    getActionSchema,
    getWorkflowSchema,
    NoOperationTraceWriter,
    TemplateContext,
    TemplateValidationErrors,
    FeatureFlags,
  };
}
