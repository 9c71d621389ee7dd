import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Client, createClient } from '../../client/client.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { textOption } from '../option-values.ts';
import { dataFolder } from './data-folder.ts';
import { localServer, localToken, localTokenFile } from './local-server.ts';

export interface Connection {
  /** Without a slash at the end. */
  url: string;
  token: string;
  /** Absolute path of the file that the token came from; undefined when the environment held it. */
  tokenFile: string | undefined;
  /** True when the token is that of the server running on this machine, found in its data folder. */
  isLocal: boolean;
}

type Token = Pick<Connection, 'token' | 'tokenFile'>;

/** A client for the server that the options, the environment or the local data folder name. */
export async function connect(context: CommandContext): Promise<Client> {
  return createClient(await findConnection(context));
}

/**
 * Finds server and token. Order: `--server`, RAIBID_SERVER, the server running on this machine; `--token-file`,
 * RAIBID_TOKEN, RAIBID_TOKEN_FILE, the local admin token. The local token is only ever sent to the local server.
 */
export async function findConnection(context: CommandContext): Promise<Connection> {
  const folder = dataFolder(context);
  const local = await localServer(folder);
  const url = (textOption(context, 'server') ?? (context.env.RAIBID_SERVER || undefined) ?? local)?.replace(/\/+$/, '');
  if (url === undefined) throw noServer(folder);
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new RaibidError('usage', `'${url}' is not the address of a server`, {
      hint: 'Give it as --server http://host:8420.',
    });
  }
  const given = await givenToken(context);
  if (given !== undefined) return { url, ...given, isLocal: false };
  const token = url === local ? await localToken(folder) : undefined;
  if (token === undefined) throw new RaibidError('unauthorized', `no token is known for ${url}`);
  return { url, token, tokenFile: localTokenFile(folder), isLocal: true };
}

function noServer(folder: string): RaibidError {
  return new RaibidError('unreachable', `no server runs on this machine (nothing noted in ${folder})`, {
    hint: 'Start one with `raibid-cli up`, or name another with --server.',
  });
}

async function givenToken(context: CommandContext): Promise<Token | undefined> {
  const flagFile = textOption(context, 'token-file');
  if (flagFile !== undefined) return readToken(resolve(context.cwd, flagFile));
  if (context.env.RAIBID_TOKEN) return { token: context.env.RAIBID_TOKEN, tokenFile: undefined };
  const file = context.env.RAIBID_TOKEN_FILE;
  return file ? readToken(resolve(context.cwd, file)) : undefined;
}

async function readToken(tokenFile: string): Promise<Token> {
  try {
    return { token: (await readFile(tokenFile, 'utf8')).trim(), tokenFile };
  } catch (cause) {
    throw new RaibidError('unauthorized', `the token file ${tokenFile} cannot be read`, { cause });
  }
}
