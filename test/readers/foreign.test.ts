/** Text of other tools, as it is taken for a recording: each is named, and what would help is said. */
import {expect, test} from 'vitest';
import {recognise} from '../../source/readers/foreign.ts';

test.each([
	[
		'     0.000 ( 0.000 ms): bash/20214 minfault [elf_load+0x28a] => 0x5570ce54b764 (?k)',
		/^the output of perf trace$/,
	],
	['     0.014 ( 0.003 ms): bash/20214 openat(dfd: CWD, filename: "x") = 3', /^the output of perf trace$/],
	['\n Summary of events:\n\n bash (20214), 812 events, 46.2%', /^the summary of perf trace/],
	['  1234 bash     CALL  fork\n  1234 bash     RET   fork 1235/0x4d3', /kdump/],
	['1 10:11:12.123456789 0 bash (812) > clone', /sysdig/],
	['type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=56', /auditd/],
	['init-+-sh---ls\n     `-cron', /pstree/],
	['7f0000000000-7f0000001000 r--p 00000000 08:01 12 /lib/x', /mappings from \/proc/],
])('%j', (text, what) => {
	expect(recognise(text.split('\n'))?.what).toMatch(what);
});
