/** `tree --json`: the rows of the tree, parents before their children. */
import {expect, test} from 'vitest';
import {run} from '../../index.ts';
import {runCommand} from '../helpers/run-command.ts';

type Row = {pid: number; ppid: number; name: string; depth: number};

test('every process stands behind its parent, one level further in', async () => {
	const {stdout, code} = await runCommand('tree build --at 50% --json');
	const {schema, processes}: {schema: string; processes: Row[]} = JSON.parse(stdout);
	expect([code, schema]).toEqual([0, 'forkscope/tree@1']);
	const there = (await run('build', {at: '50%'})).processes().map(({pid}) => pid);
	expect(processes.map(({pid}) => pid).sort((left, right) => left - right)).toEqual(there);
	const below = processes.filter(({ppid}) => ppid !== 0);
	const parentOf = ({ppid}: Row) => processes.find(({pid}) => pid === ppid);
	expect(below.length).toBeGreaterThan(0);
	expect(below.filter((row) => parentOf(row)?.depth !== row.depth - 1)).toEqual([]);
	const first = below[0];
	const {processes: part} = JSON.parse((await runCommand(`tree build ${first.pid} --at 50% --json`)).stdout);
	expect(part[0]).toMatchObject({pid: first.pid, depth: 0});
});
