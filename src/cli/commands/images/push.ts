import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ArchivedImage, readImageArchive } from '../../../manifests/images/archive/image-archive.ts';
import { dockerCredentials } from '../../../manifests/images/docker-credentials.ts';
import { type PushResult, pushImage } from '../../../manifests/images/push/push-image.ts';
import { targetOf } from '../../../manifests/images/push/push-target.ts';
import { type RegistryLogin, registrySession } from '../../../manifests/images/push/registry-session.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, listArgument, requiredOption, textOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { formatTable } from '../../output/table.ts';

export async function run(context: CommandContext): Promise<number> {
  const [registry = '', owner] = requiredOption(context, 'registry').split(/\/(.*)/);
  const images: ArchivedImage[] = [];
  for (const archive of listArgument(context, 'archive'))
    images.push(...(await readImageArchive(resolve(context.cwd, archive))));
  const login = await loginFor(context, registry);
  const session = registrySession({
    registry,
    allowHttp: isSwitchedOn(context, 'allow-http'),
    signal: context.signal,
    ...(login && { login }),
  });
  const pushed: (PushResult & { image: string })[] = [];
  for (const [name, platforms] of Map.groupBy(images, (image) => image.name)) {
    const { repository, tag } = targetOf(name, owner);
    const image = `${registry}/${repository}:${tag}`;
    context.stderr.write(`pushing ${image} (${platforms.map(({ platform }) => platform.architecture).join(', ')})\n`);
    pushed.push({ image, ...(await pushImage(session, repository, tag, platforms)) });
  }
  printData(context, pushed, () => {
    const rows = pushed.map(({ image, digest, changed, sent }) => [
      image,
      changed ? sizeText(sent) : 'nothing',
      digest,
    ]);
    const columns = [{ title: 'IMAGE' }, { title: 'SENT' }, { title: 'DIGEST', shrink: true }];
    return formatTable(columns, rows, printWidth(context.stdout));
  });
  return 0;
}

/** From the flags; without them what `docker login` stored for this registry. */
async function loginFor(context: CommandContext, registry: string): Promise<RegistryLogin | undefined> {
  const username = textOption(context, 'username');
  const file = textOption(context, 'password-file');
  const fromInput = isSwitchedOn(context, 'password-stdin');
  if (username === undefined) {
    if (file !== undefined || fromInput) throw new RaibidError('usage', 'A password needs its --username.');
    const [, name, password] = /^([^:]*):(.*)$/s.exec(dockerCredentials(context.env).get(registry) ?? '') ?? [];
    return name === undefined || password === undefined ? undefined : { username: name, password };
  }
  if ((file === undefined) !== fromInput)
    throw new RaibidError('usage', '--username needs one of --password-stdin and --password-file.');
  const password = file === undefined ? await text(context.stdin) : await readPassword(resolve(context.cwd, file));
  return { username, password: password.trim() };
}

async function readPassword(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RaibidError('unauthorized', `The password file ${path} cannot be read.`, { cause });
  }
}
