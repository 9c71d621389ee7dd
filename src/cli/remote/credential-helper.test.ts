import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { credentialHelper } from './credential-helper.ts';

it('is the name of the program where the search path has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raibid-helper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'raibid-cli'), '', { mode: 0o755 });
  expect(credentialHelper(`/nowhere:${folder}`)).toBe('!raibid-cli git-credential');
});

it('is a place that can be run where the search path has it not', () => {
  const [, place = ''] = /^!(.+) git-credential$/.exec(credentialHelper('/usr/bin')) ?? [];
  expect(execFileSync('/bin/sh', ['-c', `${place} --version`]).toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
});
