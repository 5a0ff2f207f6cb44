/** The command `sharing`: the moment and the process that it chooses, what it prints, and what it refuses. */
import {expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

async function jsonOf(line: string) {
	const {code, stdout, stderr} = await runCommand(`sharing ${line} --json`);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	return JSON.parse(stdout);
}

test('the server and the last moment at which all its workers share, unless told', async () => {
	const answer = await jsonOf('prefork --workers 3 --requests 30 --heap 1');
	expect(answer).toMatchObject({
		schema: 'forkscope/sharing@1',
		kernel: 'linux-6',
		parent: {pid: 5, name: 'apache2'},
		group: {processes: 4},
	});
	expect(answer.children.map(({now}: {now: string}) => now)).toEqual(['shares', 'shares', 'shares']);
	expect(answer.children[0].end.position).toBe(answer.position + 1);
	const {togetherBytes, nextBytes} = answer.group;
	expect(answer.workers[0]).toEqual({workers: 10, bytes: togetherBytes + 7 * nextBytes});
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
	expect(stdout).toMatch(new RegExp(`^now +${answer.position} .* ${copied} `, 'm'));
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
