/** A redis that saves while it is recorded: what its child copied is told by redis itself. Needs root, perf and redis. */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {Readable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {opKinds} from '../../source/machine/ops/index.ts';
import {openWorkload} from '../../source/readers/open.ts';
import {faults, privateDirtyAtExit} from '../helpers/recorded.ts';

const missing = [
	...(existsSync('/sys/kernel/tracing/events/exceptions') ? [] : ['tracepoints that may be read']),
	...['perf', 'redis-server', 'redis-cli'].filter(
		(tool) => spawnSync(tool, ['--version'], {stdio: 'ignore'}).status !== 0,
	),
];
if (missing.length > 0) {
	process.stderr.write(`A save of redis is not recorded: ${missing.join(', ')} missing\n`);
}

let folder = '';
let children: ChildProcess[] = [];

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
});

afterEach(async () => {
	for (const child of children.filter(({exitCode}) => exitCode === null)) {
		const end = once(child, 'close');
		child.kill('SIGKILL');
		await end;
	}

	children = [];
	rmSync(folder, {recursive: true, force: true});
});

function ask(...words: readonly string[]): string {
	return spawnSync('redis-cli', ['-s', `${folder}/socket`, ...words], {encoding: 'utf8'}).stdout;
}

const fill = (from: number, to: number, letter: string) =>
	ask('eval', `for i=${from},${to} do redis.call('set','k'..i, string.rep('${letter}',200)) end`, '0');

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) {
		await sleep(20);
	}
}

const main = new URL('../../source/commands/main.ts', import.meta.url).href;
const program = `const {main} = await import('${main}'); process.exitCode = await main(process.argv.slice(1), process);`;

test.skipIf(missing.length > 0)('redis copied as many bytes as it says itself', async () => {
	const flags = ['--port', '0', '--unixsocket', `${folder}/socket`, '--save', '', '--dir', folder];
	const redis = spawn('redis-server', flags, {stdio: 'ignore'});
	children.push(redis);
	await until(() => ask('ping').startsWith('PONG'));
	fill(1, 30_000, 'a');
	const output = path.join(folder, 'redis.recording');
	const words = ['record', '--with', 'perf', '-p', String(redis.pid), '-o', output];
	const record = spawn(process.execPath, ['--input-type=module', '-e', program, ...words], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	children.push(record);
	let said = '';
	record.stderr.on('data', (chunk) => {
		said += String(chunk);
	});
	await until(() => said.includes('Recording 1 process;') || record.exitCode !== null);
	expect(record.exitCode, said).toBeNull();
	ask('config', 'set', 'rdb-key-save-delay', '20');
	ask('bgsave');
	fill(1, 10_000, 'b');
	await until(() => ask('info', 'persistence').includes('rdb_bgsave_in_progress:0'));
	const told = Number(/rdb_last_cow_size:(\d+)/.exec(ask('info', 'persistence'))?.[1]);
	record.kill('SIGINT');
	await once(record, 'close');
	const {program: recorded} = await openWorkload(output, Readable.from([]));
	const {same, recorded: count} = faults(recorded);
	expect(same / count).toBeGreaterThanOrEqual(0.995);
	const exit = recorded.kind.lastIndexOf(opKinds.exit);
	expect(told).toBeGreaterThan(2 ** 20);
	expect(Math.abs(privateDirtyAtExit(recorded, recorded.pid[exit]) / told - 1)).toBeLessThan(0.01);
});
