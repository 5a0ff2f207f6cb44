/** The command `sharing`: the moment and the process that it chooses, what it prints, and what it refuses. */
import {expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

async function jsonOf(line: string) {
	const {code, stdout, stderr} = await runCommand(`sharing ${line} --json`);
	expect(stderr).toMatch(/^(?:This kernel had no .*\n)?(?:Times are at the prices of the cost table .*\n)?$/);
	expect(code).toBe(0);
	return JSON.parse(stdout);
}

test('the server and a moment at which all its workers share, unless told', async () => {
	const answer = await jsonOf('prefork --workers 3 --requests 30 --heap 1');
	expect(answer).toMatchObject({
		schema: 'forkscope/sharing@1',
		kernel: 'linux-6',
		parent: {pid: 5, name: 'apache2'},
		group: {processes: 4},
	});
	expect(answer.children.map(({now}: {now: string}) => now)).toEqual(['shares', 'shares', 'shares']);
	const firstEnd = Math.min(...answer.children.map(({end}: {end: {position: number}}) => end.position));
	expect(answer.position).toBeLessThan(firstEnd);
	expect(answer.position).toBeGreaterThan(firstEnd - 9);
	const {togetherBytes, tableBytes, nextBytes, nextTableBytes} = answer.group;
	expect(answer.workers[0]).toEqual({workers: 10, bytes: togetherBytes + tableBytes + 7 * nextBytes});
	expect(nextTableBytes).toBeGreaterThan(0);
});

/** Three workers serve for five seconds; told to stop they write all over their memory, and end. */
const teardown = `{"forkscope": 1, "name": "teardown"}
{"op": "start", "pid": 1, "comm": "server"}
{"pid": 1, "op": "mmap", "addr": "0x100000000000", "len": "8M", "prot": "rw-", "share": "private"}
{"pid": 1, "op": "write", "addr": "0x100000000000", "len": "8M"}
${[2, 3, 4].map((pid) => `{"pid": 1, "op": "fork", "child": ${pid}, "t": 100${pid}}`).join('\n')}
${[2, 3, 4].map((pid) => `{"pid": ${pid}, "op": "write", "addr": "0x100000000000", "len": "512K", "t": 200${pid}}`).join('\n')}
${[2, 3, 4].map((pid) => `{"pid": ${pid}, "op": "write", "addr": "0x100000000000", "len": "7M", "t": 51000${pid}0}`).join('\n')}
${[2, 3, 4].map((pid) => `{"pid": ${pid}, "op": "exit", "code": 0, "t": 52000${pid}0}`).join('\n')}
${[2, 3, 4].map((pid) => `{"pid": 1, "op": "wait", "child": ${pid}}`).join('\n')}
`;

test('the moment is a steady one, before the first worker begins to end, and it is said why', async () => {
	const {stdout} = await runCommand('sharing -', {stdin: teardown});
	expect(stdout).toContain(
		'This moment: the same 3 children share from position 6 to 12, for 5.20 s, longer than at any other time, before 2 begins to end with event 10.',
	);
	expect(stdout.match(/^ +\d +server .* 94% +128 /gm)).toHaveLength(3);
	const json = JSON.parse((await runCommand('sharing - --json', {stdin: teardown})).stdout);
	expect(json).toMatchObject({
		position: 9,
		chosen: {children: 3, from: 6, to: 12, before: {pid: 2, event: 10}},
	});
	const asked = JSON.parse((await runCommand('sharing - --json --at 9', {stdin: teardown})).stdout);
	expect(asked.chosen).toBeUndefined();
});

test('right after a fork the next child costs page tables, and it is said that this is a start', async () => {
	const {stdout} = await runCommand('sharing - --at 6', {stdin: teardown});
	expect(stdout).toMatch(
		/The next child costs \d+K of page tables for a start: the median one has no page of its own yet\./,
	);
});

test('the table, the chart, the moments and the mappings agree with the JSON', async () => {
	const answer = await jsonOf('snapshot --dataset 1');
	const {stdout} = await runCommand('sharing snapshot --dataset 1');
	const [{inherited, shared, copiedByChild, copiedByParent}] = answer.children;
	const row = stdout.split('\n').find((line) => /^ +6 +redis-server/.test(line)) ?? '';
	expect(row.match(/\d+/g)?.map(Number)).toEqual(
		expect.arrayContaining([6, inherited, shared, copiedByChild, copiedByParent]),
	);
	const copied = copiedByChild + copiedByParent;
	expect(stdout).toContain(`${copied} inherited pages copied on write by now`);
	expect(stdout).toMatch(new RegExp(`^this moment +${answer.position} .* ${copied} `, 'm'));
	expect(stdout).toMatch(/^ 100% \|#/m);
	expect(stdout.split('\n').every((line) => line === line.trimEnd())).toBe(true);
});

test('a child is marked among its siblings, and --at is the moment', async () => {
	const answer = await jsonOf('prefork --workers 3 --requests 30 --heap 1 --pid 7 --at #200');
	expect(answer).toMatchObject({position: 200, parent: {pid: 5}});
	expect(answer.children.filter(({asked}: {asked?: boolean}) => asked)).toMatchObject([{pid: 7}]);
});

test('CSV has a line for each point of each curve', async () => {
	const {stdout} = await runCommand('sharing cow --csv');
	const [heads, first, ...rest] = stdout.trimEnd().split('\n');
	expect(heads).toBe('position,time_us,pid,inherited,shared,copied_by_child,copied_by_parent,let_go');
	expect(first).toMatch(/^7,\d+\.\d,2,6,6,0,0,0$/);
	expect(rest.at(-1)).toMatch(/,2,6,4,1,1,0$/);
});

test('where everything is copied at fork the children share nothing of their memory', async () => {
	const {stdout} = await runCommand('sharing cow --kernel v7');
	expect(stdout).toMatch(/COPIED AT FORK/);
	expect(stdout).toContain('No inherited page has been copied on write by now.');
	const answer = await jsonOf('cow --kernel v7');
	expect(answer.children).toMatchObject([{inherited: 0, shared: 0, copiedAtFork: 8}]);
});

test.each([
	['cow --pid 77', 'Process 77 neither forks nor is forked: those that fork are 1.'],
	['cow --pid 77 --at #3', 'There is no process 77 at this moment.'],
	['cow --at #0', 'No process that forks is there at this moment'],
	['cow --at nonsense', '"nonsense" is no position'],
])('%s is a mistake of the user', async (line, message) => {
	const {code, stdout, stderr} = await runCommand(`sharing ${line}`);
	expect(code).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toContain(message);
});

test('a workload without a fork has nothing to say', async () => {
	const stdin = '{"forkscope":1,"name":"alone"}\n{"op":"start","pid":1,"comm":"init"}\n';
	const {code, stderr} = await runCommand('sharing -', {stdin});
	expect(code).toBe(2);
	expect(stderr).toContain('No process of this workload forks');
});
