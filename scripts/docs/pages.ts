import { commands } from '../../src/cli/commands.ts';
import { errorCatalogue } from '../../src/shared/error-catalogue.ts';
import { cliPage } from './cli-page.ts';
import { errorsPage } from './errors-page.ts';

/** The pages of docs/ that are made from data. */
export function generatedPages(): { path: string; text: string }[] {
  return [
    { path: 'docs/cli.md', text: cliPage(commands) },
    { path: 'docs/errors.md', text: errorsPage(errorCatalogue) },
  ];
}
