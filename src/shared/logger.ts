import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** The program's name, in every line. */
  name: string;
  level?: string;
  /** Defaults to standard error: standard output belongs to data. */
  destination?: DestinationStream;
}

/** JSON lines on standard error, one an event. Field names with secrets are removed before writing. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: {
        paths: [
          'token',
          '*.token',
          'authorization',
          '*.authorization',
          'req.headers.authorization',
          'req.headers.cookie',
        ],
        remove: true,
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** For code whose caller wants no log. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
