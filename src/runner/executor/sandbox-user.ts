import { readFileSync } from 'node:fs';

/**
 * Whom a job runs as. Started by root, the sandbox is made by root and the job drops to an id that belongs to nobody on
 * the machine, so that ordinary file rights protect what is visible. Started by a user, the job keeps the user's id
 * inside a user namespace without any capability.
 */
export interface JobUser {
  uid: number;
  gid: number;
  /** The job must give up root. */
  drop: boolean;
}

/** Outside the ranges of people (1000-59999), systemd's dynamic users (61184-65519) and subordinate ids (100000 up). */
const jobId = 60_842;

export function jobUser(): JobUser {
  const uid = process.getuid?.() ?? jobId;
  const gid = process.getgid?.() ?? jobId;
  return uid === 0 ? { uid: jobId, gid: jobId, drop: true } : { uid, gid, drop: false };
}

/** `passwd` and `group` with the job's user in them: git and ssh look the name up. Accounts of people are left out. */
export function etcFiles(user: JobUser, home: string): { passwd: string; group: string } {
  const isSystem = (line: string) => {
    const id = Number(line.split(':')[2]);
    return Number.isInteger(id) && (id < 1000 || id === 65_534) && id !== user.uid;
  };
  const system = (file: string) => {
    const lines = readText(file).split('\n').filter(isSystem);
    return lines.length > 0 ? `${lines.join('\n')}\n` : '';
  };
  return {
    passwd: `runner:x:${user.uid}:${user.gid}:raibid-ci job:${home}:/bin/bash\n${system('/etc/passwd')}`,
    group: `runner:x:${user.gid}:\n${system('/etc/group')}`,
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
