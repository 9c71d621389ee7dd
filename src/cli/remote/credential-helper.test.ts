import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connection } from './connection.ts';
import { credentialHelper } from './credential-helper.ts';

const url = 'http://127.0.0.1:8420';
const address = `${url}/git/local/demo.git`;
const local: Connection = { url, token: 'secret', tokenFile: '/data/admin-token', isLocal: true };

interface Given {
  path?: string;
  address?: string;
  dataDir?: string;
  connection?: Partial<Connection>;
}

/** The helper that a person with this command line gets. */
function helper(given: Given = {}): string {
  const options = given.dataDir === undefined ? {} : { 'data-dir': given.dataDir };
  const env = { PATH: given.path ?? folderWithProgram(), HOME: '/home/ada' };
  const context = { options, arguments: {}, env, cwd: '/home/ada/project' };
  return credentialHelper(context, given.address ?? address, { ...local, ...given.connection });
}

function folderWithProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raibid-helper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'raibid-cli'), '', { mode: 0o755 });
  return folder;
}

describe('the program', () => {
  it('is a name where the search path has it', () => {
    expect(helper({ path: `/nowhere:${folderWithProgram()}` })).toBe('!raibid-cli git-credential');
  });

  it('is a place that can be run where the search path has it not', () => {
    const [, place = ''] = /^!(.+) git-credential$/.exec(helper({ path: '/usr/bin' })) ?? [];
    expect(execFileSync('/bin/sh', ['-c', `${place} --version`]).toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('server and token', () => {
  it('are said again where a token file was given', () => {
    const connection = { tokenFile: '/keys/my token', isLocal: false };
    expect(helper({ connection })).toBe(`!raibid-cli git-credential --server ${url} --token-file '/keys/my token'`);
  });

  it('are found in the data folder that was given', () => {
    expect(helper({ dataDir: 'data' })).toBe('!raibid-cli git-credential --data-dir /home/ada/project/data');
  });

  it('name the server alone where the environment holds the token, which is never written', () => {
    const connection = { tokenFile: undefined, isLocal: false };
    expect(helper({ connection })).toBe(`!raibid-cli git-credential --server ${url}`);
  });

  it('are said where people use another address than the server listens on', () => {
    expect(helper({ address: 'http://ci.example/git/local/demo.git' })).toBe(
      '!raibid-cli git-credential --server http://ci.example --token-file /data/admin-token',
    );
  });
});
