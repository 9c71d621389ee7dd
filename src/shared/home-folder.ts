import { homedir } from 'node:os';
import { RaibidError } from './errors.ts';

/** The user's home: HOME, or what the system has on file. @throws `config_invalid` where there is neither */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return env.HOME ?? homedir();
  } catch (cause) {
    throw new RaibidError(
      'config_invalid',
      'This user has no home folder: the system knows none, and HOME is not set.',
      {
        hint: 'Set HOME to a folder that this user may write to.',
        cause,
      },
    );
  }
}
