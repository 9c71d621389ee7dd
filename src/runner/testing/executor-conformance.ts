import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Executor, SpawnCommand } from '../executor/port.ts';
import { runTool } from '../steps/run-tool.ts';

export interface TestExecutor extends AsyncDisposable {
  executor: Executor;
}

const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

function shell(executor: Executor, script: string, more: Partial<SpawnCommand> = {}): SpawnCommand {
  return { argv: ['sh', '-c', script], cwd: executor.layout.workspace, env, ...more };
}

type Check = (what: string, body: (executor: Executor) => Promise<void>) => void;

/** What every executor must do. One test a promise of the port. */
export function executorConformance(name: string, open: () => Promise<TestExecutor>): void {
  const check: Check = (what, body) =>
    test(`${name}: ${what}`, async () => {
      await using place = await open();
      await body(place.executor);
    });
  startsProcesses(check);
  endsProcesses(check);
  handlesFiles(check);
}

async function say(executor: Executor, script: string): Promise<string> {
  return (await runTool(executor, shell(executor, script))).stdout.toString().trim();
}

function startsProcesses(check: Check): void {
  check('gives output, exit code and the signal that ended a process', async (executor) => {
    const done = await runTool(executor, shell(executor, 'echo out; echo err >&2; exit 7'));
    expect({ ...done, stdout: done.stdout.toString() }).toEqual({
      code: 7,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect((await runTool(executor, shell(executor, 'kill -9 $$'))).signal).toBe('SIGKILL');
  });

  check('gives a process exactly the environment and folder it was started with', async (executor) => {
    const { layout } = executor;
    const { stdout } = await runTool(executor, { argv: ['/usr/bin/env'], cwd: layout.temp, env: { ...env, A: 'b c' } });
    const names = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.filter((one) => one !== 'RAIBID_JOB').toSorted()).toEqual(['A', 'LC_ALL', 'PATH']);
    expect(await say(executor, 'pwd')).toBe(layout.workspace);
  });

  check('lets a process open its outputs by name, as GitHub does', async (executor) => {
    const script = 'echo one > /dev/stderr; echo two | tee /dev/stdout; echo three >> /dev/stderr';
    for (let again = 0; again < 5; again++) {
      const { stdout, stderr } = await runTool(executor, shell(executor, script));
      expect([stdout.toString(), stderr]).toEqual(['two\ntwo\n', 'one\nthree\n']);
    }
  });

  check('feeds standard input whole, and closes it at once without', async (executor) => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefgh');
    const stdin = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
    const { stdout } = await runTool(executor, shell(executor, 'cat', { stdin }));
    expect(stdout.equals(bytes)).toBe(true);
    expect(await say(executor, 'cat; echo ended')).toBe('ended');
  });

  check('survives a process that does not read its input', async (executor) => {
    const stdin = Readable.from([Buffer.alloc(2_000_000, 'x')]);
    expect((await runTool(executor, shell(executor, 'exit 0', { stdin }))).code).toBe(0);
  });

  check('holds a process back when nobody reads, and loses nothing', async (executor) => {
    const child = await executor.spawn(shell(executor, 'head -c 20000000 /dev/zero; echo > written'));
    const file = join(executor.layout.workspace, 'written');
    await once(child.stdout, 'readable');
    expect(await executor.read(file, 10)).toBeNull();
    let bytes = 0;
    child.stderr.resume();
    for await (const chunk of child.stdout) bytes += chunk.length;
    expect(bytes).toBe(20_000_000);
    expect((await child.exit).code).toBe(0);
    expect(await executor.read(file, 10)).not.toBeNull();
  });
}

function endsProcesses(check: Check): void {
  check('says in words what cannot be started', async (executor) => {
    await expect(executor.spawn({ argv: ['no-such-tool'], cwd: '/', env })).rejects.toMatchObject({
      code: 'tool_missing',
    });
    await expect(executor.spawn({ argv: ['sh'], cwd: '/no/such/folder', env })).rejects.toMatchObject({
      code: 'not_found',
    });
    const large = { ...env, LARGE: 'x'.repeat(200_000) };
    await expect(executor.spawn({ argv: ['sh'], cwd: '/', env: large })).rejects.toMatchObject({ code: 'too_large' });
  });

  check('signals the whole process group', async (executor) => {
    const child = await executor.spawn(shell(executor, 'sleep 600 & echo $!; wait'));
    child.stderr.resume();
    const [first] = await once(child.stdout, 'data');
    const pid = String(first).trim();
    child.stdout.resume();
    child.kill('SIGKILL');
    expect((await child.exit).signal).toBe('SIGKILL');
    await expect
      .poll(() => say(executor, `grep -qs 'State:.[^Z]' /proc/${pid}/status && echo there || echo gone`))
      .toBe('gone');
  });

  check('does not wait for a daemon that keeps the output open', async (executor) => {
    const { stdout, code } = await runTool(executor, shell(executor, 'setsid sleep 600 & echo started'));
    expect([stdout.toString(), code]).toEqual(['started\n', 0]);
  });

  check('ends every process at close, daemons that ignore TERM included, and starts none after', async (executor) => {
    const child = await executor.spawn(shell(executor, 'trap "" TERM; setsid sleep 601 & echo ready; sleep 602'));
    child.stderr.resume();
    await once(child.stdout, 'data');
    child.stdout.resume();
    await executor.close(50);
    expect((await child.exit.catch(() => ({ signal: 'SIGKILL' }))).signal).toBe('SIGKILL');
    await expect(executor.spawn(shell(executor, 'true'))).rejects.toThrow();
  });
}

function handlesFiles(check: Check): void {
  check('writes, reads and removes files', async (executor) => {
    const file = join(executor.layout.temp, 'a/b/c.sh');
    const content = Buffer.alloc(1_500_000, 'z');
    await executor.write(file, content, 0o755);
    expect((await executor.read(file, 2_000_000))?.equals(content)).toBe(true);
    expect(await say(executor, `stat -c %a ${file}`)).toBe('755');
    await expect(executor.read(file, 1000)).rejects.toMatchObject({ code: 'too_large' });
    await executor.write(file, '');
    expect(await executor.read(file, 10)).toEqual(Buffer.alloc(0));
    await executor.remove(join(executor.layout.temp, 'a'));
    expect(await executor.read(file, 10)).toBeNull();
  });

  check('writes some small files at once, and takes some away with what they hold', async (executor) => {
    const path = (name: string) => join(executor.layout.temp, 'some', name);
    await executor.writeFiles(['a', 'ä\n', '', 'long'].map((content, nth) => ({ path: path(`${nth}`), content })));
    expect(await say(executor, `cat ${path('1')}; stat -c '%s %a' ${path('2')}`)).toBe('ä\n0 644');
    await runTool(executor, shell(executor, `head -c 300000 /dev/zero > ${path('0')}; mkdir ${path('folder')}`));
    const taken = await executor.takeFiles([
      { path: path('0'), maxBytes: 300_000 },
      { path: path('1'), maxBytes: null },
      { path: path('2'), maxBytes: 10 },
      { path: path('3'), maxBytes: 3 },
      { path: path('missing'), maxBytes: 10 },
      { path: path('folder'), maxBytes: 10 },
    ]);
    expect(taken).toEqual([
      Buffer.alloc(300_000),
      null,
      Buffer.alloc(0),
      expect.objectContaining({ code: 'too_large' }),
      null,
      expect.objectContaining({ code: 'input_invalid' }),
    ]);
    expect(await say(executor, `ls -A ${join(executor.layout.temp, 'some')}`)).toBe('');
  });

  check('keeps a small file that nobody wrote to, under another name', async (executor) => {
    const path = (name: string) => join(executor.layout.temp, 'some', name);
    const names = ['unused', 'written', 'linked', 'closed'];
    await executor.writeFiles(names.map((name) => ({ path: path(name), content: '' })));
    await executor.writeFiles([{ path: path('written'), content: 'x' }]);
    await runTool(executor, shell(executor, `ln ${path('linked')} ${path('other')}; chmod 0 ${path('closed')}`));
    const wanted = [...names, 'missing'].map((name) => ({
      path: path(name),
      maxBytes: 10,
      next: path(`next-${name}`),
    }));
    const [unused, written] = await executor.takeFiles(wanted);
    expect([unused, written]).toEqual([Buffer.alloc(0), Buffer.from('x')]);
    expect(await say(executor, `ls -A ${join(executor.layout.temp, 'some')}`)).toBe('next-unused\nother');
  });

  check('refuses to read what is no file: it could block for ever', async (executor) => {
    await runTool(executor, shell(executor, 'mkfifo pipe'));
    await expect(executor.read(join(executor.layout.workspace, 'pipe'), 10)).rejects.toMatchObject({
      code: 'input_invalid',
    });
    await expect(executor.read(executor.layout.workspace, 10)).rejects.toThrow();
  });

  check('finds programs on a PATH', async (executor) => {
    expect(await executor.which('sh')).toMatch(/\/sh$/);
    expect(await executor.which('no-such-tool')).toBeNull();
    const folder = join(executor.layout.temp, 'bin');
    await executor.write(join(folder, 'mytool'), '#!/bin/sh\n', 0o755);
    expect(await executor.which('mytool', `${folder}:/bin`)).toBe(join(folder, 'mytool'));
  });
}
