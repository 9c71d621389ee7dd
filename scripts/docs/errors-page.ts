import type { ErrorEntry } from '../../src/shared/error-catalogue.ts';

const head = `# Errors

<!-- Made from src/shared/error-catalogue.ts by \`npm run docs\`. -->

Every error that people can meet has a code. The command line prints

    error: what happened, and to what
      at file:line:column
      hint: what to do next

on standard error and exits with the code's number; with \`--json\` it prints the same as one JSON document. The HTTP API
answers with the status and a body \`{ "error": { "code", "title", "message", "hint", "at", "details" } }\`.

Exit 0 means done, 1 that the thing checked is not well (a failed run, an invalid workflow), 2 that the command line is
wrong, 130 that Ctrl-C ended it.

| code | exit | HTTP | what happened | what to do next |
|---|---|---|---|---|
`;

/** docs/errors.md. */
export function errorsPage(catalogue: Record<string, ErrorEntry>): string {
  const rows = Object.entries(catalogue).map(
    ([code, entry]) => `| \`${code}\` | ${entry.exit} | ${entry.http} | ${entry.title} | ${entry.hint} |`,
  );
  return `${head}${rows.join('\n')}\n`;
}
