/** What a check may ask of a machine. Paths are absolute, as the machine itself names them. */
export interface Machine {
  /** Text of a file; null when it is not there or may not be read. */
  read(path: string): Promise<string | null>;
  /** Names in a folder, sorted; none when there is no such folder. */
  list(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  /** Space of the file system where this path is, or will be. */
  space(path: string): Promise<DiskSpace>;
  /** Where a program lies that services would find; null when it is not installed. */
  program(name: string): Promise<string | null>;
  /** Whether a name of the internet has an address here. */
  resolves(name: string): Promise<boolean>;
  /** Tries the sandbox of jobs. */
  sandbox(): Promise<SandboxTrial>;
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** The name of the machine. */
  hostname: string;
  /** User that will start the platform; 0 is root. */
  userId: number;
  /** The data folder of the embedded platform. */
  dataDir: string;
}

export interface DiskSpace {
  /** The folder that was looked at: the path or the nearest one above it that exists. */
  folder: string;
  /** Kind of file system as the kernel numbers it (statfs(2)). */
  type: number;
  /** Bytes that this user may still write. */
  free: number;
  /** Bytes in all. */
  size: number;
}

export interface SandboxTrial {
  works: boolean;
  /** What was seen, as a sentence. */
  seen: string;
}
