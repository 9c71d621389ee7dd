/** A command as data: help, documentation, shell completion and the parser are all made from it. */
export interface Command {
  /** Words after `raibid-cli`, such as `runs list`. */
  name: string;
  /** One line, imperative, no full stop. */
  summary: string;
  /** Paragraphs for `--help` and the reference. */
  description?: string;
  arguments?: CommandArgument[];
  options?: CommandOption[];
  /** Command lines that work, each with what it does; the documentation shows them. */
  examples?: { line: string; what: string }[];
  /** Talks to a server: adds `--server` and `--token-file`. */
  remote?: boolean;
  /** Prints data: adds `--json`. */
  data?: boolean;
  /** Imports the handler when the command runs, so that `--help` stays fast. */
  load: () => Promise<{ run: CommandHandler }>;
}

export interface CommandArgument {
  name: string;
  summary: string;
  required?: boolean;
  /** Takes all that follows. */
  variadic?: boolean;
}

export interface CommandOption {
  /** Long flag without dashes. */
  flag: string;
  /** One letter. */
  short?: string;
  summary: string;
  /** Placeholder of the value; absent: a switch. */
  value?: string;
  /** May be given more than once; the values come as a list. */
  repeat?: boolean;
  default?: string | number | boolean;
  /** The only values allowed; also offered by completion. */
  choices?: readonly string[];
}

/** What a handler gets. Handlers read nothing else of the process: tests run them in-process with their own. */
export interface CommandContext {
  arguments: Record<string, string | string[] | undefined>;
  options: Record<string, string | string[] | boolean | undefined>;
  /** All commands there are, for completion. */
  commands: readonly Command[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdin: NodeJS.ReadableStream;
  stdout: Output;
  stderr: Output;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  /** Lines of the terminal; absent where there is none. */
  readonly rows?: number | undefined;
}

/** Answers the exit code. Throws `RaibidError` for what went wrong. */
export type CommandHandler = (context: CommandContext) => Promise<number>;
