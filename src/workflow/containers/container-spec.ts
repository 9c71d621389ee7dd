import { z } from 'zod';
import { parseContainerOptions } from './container-options.ts';

/** `8080`, `8080:80` and both with `/tcp` or `/udp`. Ports below 1024 of the machine are not given to jobs. */
const portPattern = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/;

export interface PublishedPort {
  /** Port of the machine, on its loopback; null: any that is free. */
  host: number | null;
  container: number;
  protocol: 'tcp' | 'udp';
}

const portSchema = z.union([z.string(), z.number()]).transform((value, check): PublishedPort => {
  const [, host, inside, protocol] = portPattern.exec(String(value)) ?? [];
  const port = { host: host === undefined ? null : Number(host), container: Number(inside ?? 0) };
  const fine = port.container > 0 && port.container < 65_536 && (port.host === null || isFree(port.host));
  if (!fine) check.addIssue(`\`${value}\` is no port such as 5432 or 15432:5432 (ports of the machine from 1024)`);
  return { ...port, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
});

function isFree(port: number): boolean {
  return port >= 1024 && port < 65_536;
}

/** A folder of the container that is kept outside its image. Folders and named volumes of the machine are refused. */
const volumeSchema = z.string().refine((text) => /^\/[^:]*$/.test(text), {
  error: ({ input }) =>
    `The volume \`${String(input)}\` is not supported: no folder or named volume of the machine is mounted, only \`/path\` for an empty one`,
});

const optionsSchema = z.string().transform((text, check) => {
  const parsed = parseContainerOptions(text);
  if (parsed.ok) return parsed.options;
  check.addIssue(parsed.refusal);
  return z.NEVER;
});

const envSchema = z.record(
  z.string().regex(/^[^=\0]+$/),
  z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? '')),
);

/** Name of an image as people write it: `node:24`, `ghcr.io/owner/name@sha256:...`. */
export const imageNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][\w./:@-]*$/, { error: ({ input }) => `\`${String(input)}\` names no image` });

/** `container:` and `services.<name>:` once evaluated, `docker://` before the image left out. */
export const containerSpecSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { image: value } : value),
  z.strictObject({
    image: z.preprocess(
      (value) => (typeof value === 'string' ? value.replace(/^docker:\/\//, '') : value),
      imageNameSchema,
    ),
    env: envSchema.nullish().transform((env) => env ?? {}),
    options: optionsSchema.nullish().transform((options) => options ?? emptyOptions()),
    ports: z
      .array(portSchema)
      .nullish()
      .transform((ports) => ports ?? []),
    volumes: z
      .array(volumeSchema)
      .nullish()
      .transform((volumes) => volumes ?? []),
    credentials: z
      .strictObject({ username: z.string(), password: z.string() })
      .nullish()
      .transform((given) => given ?? null),
    /** Of services: instead of those of the image. */
    entrypoint: z.string().nullish(),
    command: z.string().nullish(),
  }),
);
export type ContainerSpec = z.infer<typeof containerSpecSchema>;

function emptyOptions() {
  const parsed = parseContainerOptions('');
  return parsed.ok ? parsed.options : z.NEVER;
}
