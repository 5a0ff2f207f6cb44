/** The cache of recordings: it is used, it is never believed blindly, and nothing depends on it. */
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openWorkload} from '../../source/readers/open.ts';

const fixture = new URL('../../fixtures/recordings/lua-make.perf.txt.gz', import.meta.url).pathname;

let folder = '';
let file = '';
const kept = () => path.join(folder, 'cache', 'forkscope');
const env = () => ({XDG_CACHE_HOME: path.join(folder, 'cache'), PATH: process.env.PATH});
const open = (more = {}) => openWorkload(file, Readable.from([]), {env: env(), ...more});

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-'));
	file = path.join(folder, 'make.perf.txt.gz');
	copyFileSync(fixture, file);
});

afterEach(() => rmSync(folder, {recursive: true}));

test('what was read once comes back the same, without being read', async () => {
	const first = await open();
	const [name] = readdirSync(kept());
	const shares: number[] = [];
	const second = await open({onRead: (share: number) => shares.push(share)});
	expect(second).toEqual(first);
	expect(shares).toEqual([]);
	expect(readdirSync(kept())).toEqual([name]);
});

test('another content, another way of reading and another name are others', async () => {
	await open();
	await open({touch: 'none'});
	writeFileSync(file, readFileSync(file).subarray(0, 400_000));
	const cut = await open();
	expect(cut.program.header.limits).toContainEqual({kind: 'cut-short', count: 1});
	expect(readdirSync(kept()).length).toBe(3);
});

test('what was changed there is not believed', async () => {
	const first = await open();
	const place = path.join(kept(), readdirSync(kept())[0]);
	const bytes = readFileSync(place);
	bytes[bytes.length >> 1] ^= 1;
	writeFileSync(place, bytes);
	expect((await open()).program.count).toBe(first.program.count);
	writeFileSync(place, 'x');
	expect((await open()).program.count).toBe(first.program.count);
});

test('a cache that cannot be written changes nothing', async () => {
	writeFileSync(path.join(folder, 'cache'), 'a file');
	expect((await open()).program.count).toBeGreaterThan(0);
});

test('small files and files without a home are read each time', async () => {
	writeFileSync(file, '{"forkscope":1,"name":"small"}\n');
	await open();
	await openWorkload(fixture, Readable.from([]));
	expect(existsSync(kept())).toBe(false);
});

/** A perf of our own: `evlist` names events, `script` prints what was recorded, which here is text already. */
const perf = `#!/bin/sh
case $1 in --version) exit 0;; evlist) echo "page-faults: sample_type: IP|TID|TIME|ADDR"; exit 0;; esac
echo "$@" >> "\${0%/*}/asked"
[ "$(head -c 20 "$3" | tail -c 4)" = fail ] && { echo "it is too new" >&2; exit 1; }
echo "  sh 10 [000] 1.0: PERF_RECORD_COMM exec: sh:10/10"
`;

test('perf.data is printed by perf, from a file and from a pipe', async () => {
	const tool = path.join(folder, 'perf');
	writeFileSync(tool, perf);
	chmodSync(tool, 0o755);
	const data = path.join(folder, 'perf.data');
	writeFileSync(data, 'PERFILE2 and so on');
	const PATH = `${folder}:${process.env.PATH}`;
	const fromFile = await openWorkload(data, Readable.from([]), {env: {PATH}});
	const fromPipe = await openWorkload('-', Readable.from([readFileSync(data)]), {env: {PATH}});
	for (const {program} of [fromFile, fromPipe]) {
		expect(program.count).toBe(2);
	}

	expect(fromFile.program.header.name).toBe('perf');
	expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toContain(
		`script -i ${data} --show-mmap-events --show-task-events --show-lost-events -F +addr`,
	);
	writeFileSync(data, 'PERFILE2 and so fail');
	await expect(openWorkload(data, Readable.from([]), {env: {PATH}})).rejects.toThrow(
		`${data} cannot be read by perf; expected data of this perf (it is too new)`,
	);
});
