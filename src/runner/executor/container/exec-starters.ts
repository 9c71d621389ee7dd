import { quotedWord } from '../../../shared/shell-word.ts';
import { nodeInContainer } from './layout.ts';

/**
 * What becomes the program of a step in a container. It says its process id and takes its environment through
 * descriptor 3, a socket to the agent: arguments can be read by every user of the machine, and podman's own environment
 * must not hold names that a job chose.
 */
export interface ExecStarter {
  /** Comes before the program and its arguments. */
  argv: string[];
  environment(env: Readonly<Record<string, string>>): string;
}

const shellName = /^[A-Za-z_]\w*$/;

/** For every program. Variables that are no names of a shell are lost, as they are in most shells themselves. */
export const shellStarter: ExecStarter = {
  argv: ['/bin/sh', '-c', 'echo $$ >&3; eval "$(cat <&3)"; exec 3>&-; exec "$@"', 'sh'],
  environment: (env) =>
    Object.entries(env)
      .filter(([name]) => shellName.test(name))
      .map(([name, value]) => `export ${name}=${quotedWord(value)}`)
      .join('\n'),
};

const nodeProgram = `const fs = require('node:fs');
fs.writeSync(3, process.pid + '\\n');
const env = JSON.parse(fs.readFileSync(3, 'utf8'));
fs.closeSync(3);
process.execve(process.execPath, [process.execPath, ...process.argv.slice(2)], env);`;

/** For JavaScript actions, whose inputs have names such as `INPUT_RESTORE-KEYS`. */
export const nodeStarter: ExecStarter = {
  argv: [nodeInContainer, '--no-warnings', '--eval', nodeProgram, '--'],
  environment: (env) => JSON.stringify(env),
};
