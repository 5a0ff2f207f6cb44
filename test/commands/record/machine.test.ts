/** Where the limits of memory cgroups are told, by what /proc says of a process. */
import {expect, test} from 'vitest';
import {limitFiles} from '../../../source/commands/record/machine.ts';

test.each([
	['version 2', '0::/user.slice/app\n', ['', '/user.slice', '/user.slice/app'], []],
	['version 2 in a container', '0::/\n', [''], []],
	['version 1', '4:memory:/docker/1f\n3:cpu:/docker/1f\n', [], ['', '/docker', '/docker/1f']],
	['both, memory in version 1', '4:memory:/a\n0::/b\n', ['', '/b'], ['', '/a']],
	['controllers together', '5:cpu,memory:/a\n', [], ['', '/a']],
	['none', '3:cpu:/memory\n', [], []],
	['nothing', '', [], []],
])('%s', (_what, text, newer, older) => {
	expect(limitFiles(text)).toEqual([
		...newer.map((group) => `/sys/fs/cgroup${group}/memory.max`),
		...older.map((group) => `/sys/fs/cgroup/memory${group}/memory.limit_in_bytes`),
	]);
});
