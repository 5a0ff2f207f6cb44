/** Flags that several commands take, so that they are spelled and explained alike. */
import {hugePageModes} from '../../kernel/state/limits.ts';
import {startWays} from '../../machine/fork-as.ts';
import type {Flags} from '../command.ts';

/** How processes that run now (`pid:812`) are read. */
export const runningFlags = {
	freeze: {type: 'boolean', summary: 'with pid:PID: stop the processes while they are read'},
	anonymous: {type: 'boolean', summary: 'with pid:PID: numbers instead of names, arguments and paths'},
	proc: {type: 'string', placeholder: 'DIR', summary: 'with pid:PID: read a saved folder instead of /proc'},
} as const satisfies Flags;

/** What follows at the moment that is looked at, in place of what was recorded. */
export const whatIfFlags = {
	// biome-ignore lint/suspicious/noThenProperty: the name of a flag, whose value is a list
	then: {
		type: 'string',
		placeholder: 'OP',
		isMultiple: true,
		summary:
			'what if: "fork 5 x8", "exec 5", "exit 5", "write 31 5M" or "grow 31 5M" follows there; may be repeated',
	},
} as const satisfies Flags;

/** Which kernel replays the workload, and what its work costs. */
export const kernelFlags = {
	kernel: {
		type: 'string',
		shortFlag: 'k',
		placeholder: 'KERNEL',
		default: 'linux-6',
		summary: 'the simulated kernel; `forkscope list kernels` names them',
	},
	costs: {
		type: 'string',
		placeholder: 'TABLE',
		summary:
			'the cost table that turns work into time: one that `forkscope list costs` names, or a file of `forkscope calibrate`',
	},
	geometry: {
		type: 'string',
		placeholder: 'TABLES',
		choices: ['native', 'x86-64', 'arm64', 'i386'],
		summary:
			'page tables: native (those of the kernel’s own time), x86-64, arm64 or i386; else the workload’s',
	},
	forkAs: {
		type: 'string',
		placeholder: 'CALL',
		choices: startWays,
		summary: 'start children by fork, vfork or spawn instead; a fork stays where no exec follows',
	},
	thp: {
		type: 'string',
		placeholder: 'MODE',
		choices: hugePageModes,
		summary: 'huge pages: always, madvise (where programs ask for them) or never; else as the workload says',
	},
	memory: {
		type: 'string',
		placeholder: 'SIZE',
		summary: 'memory of the machine, such as 64M; else as the workload says',
	},
	swap: {type: 'string', placeholder: 'SIZE', summary: 'swap of the machine; else as the workload says'},
	overcommit: {
		type: 'string',
		placeholder: 'MODE',
		choices: ['0', '1', '2'],
		summary: 'how Linux promises memory: 0 by a guess, 1 always, 2 up to the commit limit',
	},
	...runningFlags,
	...whatIfFlags,
} as const satisfies Flags;

/** The moment that is looked at. */
export const positionFlags = {
	at: {
		type: 'string',
		placeholder: 'POSITION',
		default: 'end',
		summary:
			'the moment: end, 1234, 12.5s, 50%, mark:LABEL, exec:COMM, "pid 31", "next fork", "until CONDITION" … (docs/moments.md)',
	},
} as const satisfies Flags;

export const processFlags = {
	pid: {type: 'number', shortFlag: 'p', placeholder: 'PID', summary: 'only this process'},
} as const satisfies Flags;

export const queryFlags = {
	where: {
		type: 'string',
		placeholder: 'QUERY',
		summary: 'only the processes that it means: cc1, "rss > 5M and not zombie" (docs/queries.md)',
	},
} as const satisfies Flags;

export const jsonFlags = {
	json: {type: 'boolean', summary: 'print JSON for programs to read'},
} as const satisfies Flags;

/** How a screen is drawn. */
export const screenFlags = {
	theme: {
		type: 'string',
		choices: ['terminal', 'dark', 'light', 'colour-blind', 'monochrome'],
		placeholder: 'THEME',
		summary: 'the colours',
	},
	layout: {
		type: 'string',
		choices: ['all', 'operator', 'teacher', 'designer'],
		placeholder: 'LAYOUT',
		summary: 'which panes stand together',
	},
	ascii: {type: 'boolean', summary: 'draw with ASCII characters only'},
	noMouse: {type: 'boolean', summary: 'leave the mouse to the terminal'},
	screenReader: {type: 'boolean', summary: 'flat text for screen readers: a line a change, no boxes'},
	noFlash: {type: 'boolean', summary: 'nothing stands out because it is new or changed'},
} as const satisfies Flags;
