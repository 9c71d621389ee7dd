import { RaibidError } from '../../shared/errors.ts';
import { splitArguments } from './split-arguments.ts';

/** How a script is run: `{0}` stands for its path. */
export interface Shell {
  program: string;
  /** As GitHub prints it after the program's path. */
  parameters: string;
  extension: string;
  /** What is written to the script's file. */
  script(text: string): string;
}

const asIs = (text: string) => text;

const builtIn: Record<string, Omit<Shell, 'program'>> = {
  bash: { parameters: '--noprofile --norc -e -o pipefail {0}', extension: '.sh', script: asIs },
  sh: { parameters: '-e {0}', extension: '.sh', script: asIs },
  python: { parameters: '{0}', extension: '.py', script: asIs },
  pwsh: {
    parameters: `-command ". '{0}'"`,
    extension: '.ps1',
    script: (text) =>
      `$ErrorActionPreference = 'stop'\n${text}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }`,
  },
};

/** `bash -e {0}`, or `sh -e {0}` where there is no bash: what GitHub runs when no shell is named. */
export function defaultShell(hasBash: boolean): Shell {
  return { program: hasBash ? 'bash' : 'sh', parameters: '-e {0}', extension: '.sh', script: asIs };
}

/** A name of the table, or a command line with `{0}`. Anything else is refused. */
export function namedShell(option: string): Shell {
  const text = option.trim();
  const space = text.indexOf(' ');
  const program = space === -1 ? text : text.slice(0, space);
  const known = builtIn[program];
  const parameters = space === -1 ? known?.parameters : text.slice(space + 1).trim();
  if (parameters === undefined || !parameters.includes('{0}')) {
    throw new RaibidError('workflow_unsupported', `Invalid shell option '${option}'.`, {
      hint: `Use ${Object.keys(builtIn).join(', ')}, or a command line that contains {0}.`,
    });
  }
  return { program, parameters, extension: known?.extension ?? '', script: known?.script ?? asIs };
}

/** Words of a shell's command line, with the script's path in them. */
export function splitParameters(text: string, scriptPath: string): string[] {
  return splitArguments(text).map((word) => word.replaceAll('{0}', scriptPath));
}
