/** Calls on memory that no op stands for are counted by name, however strace has spelled them. */
import {expect, test} from 'vitest';
import {createCollector} from '../../../source/readers/collect.ts';

const range = '0x7f0000000000, 4096';

test.each([
	[`madvise(${range}, MADV_GUARD_INSTALL) = 0`, undefined],
	[`madvise(${range}, 0x66 /* MADV_??? */) = 0`, undefined],
	[`madvise(${range}, 0x67 /* MADV_??? */) = 0`, undefined],
	[`madvise(${range}, MADV_MERGEABLE) = 0`, 'MADV_MERGEABLE'],
	[`madvise(${range}, 0x99 /* MADV_??? */) = 0`, 'MADV_0X99'],
	[`madvise(${range}, 0x4) = 0`, undefined],
	[`madvise(${range}, 0x14 /* MADV_??? */) = 0`, undefined],
	[`madvise(${range}, 0x10) = 0`, undefined],
	[`madvise(${range}, MADV_DONTNEED) = 0`, undefined],
	[`pkey_mprotect(${range}, PROT_READ, 1) = 0`, 'pkey_mprotect'],
	[`pkey_mprotect(${range}, PROT_READ, -1) = 0`, undefined],
	['userfaultfd(O_CLOEXEC) = 3', 'userfaultfd'],
	['ioctl(3, UFFDIO_REGISTER, {range={start=0x7f0000000000, len=0x1000}, mode=0}) = 0', undefined],
	[
		'ioctl(3, UFFDIO_COPY, {dst=0x7f0000000000, src=0x7f0000001000, len=0x1000, mode=0, copy=0x1000}) = 0',
		'UFFDIO_COPY',
	],
	['ioctl(3, UFFDIO_API, {api=0xaa}) = 0', undefined],
	['ioctl(1, TCGETS, {B38400 opost}) = 0', undefined],
])('%s', (call, name) => {
	const collector = createCollector('a log', {});
	collector.take('10 execve("/bin/a", ["a"], 0x7ffd) = 0');
	collector.take(
		'10 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
	);
	collector.take(`10 ${call}`);
	const {program, problems} = collector.finish();
	const counted = program.header.limits?.find(({kind}) => kind === 'not-simulated')?.names;
	expect(counted).toEqual(name === undefined ? undefined : {[name]: 1});
	expect(problems).toEqual([]);
});
