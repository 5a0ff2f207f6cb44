/** Numbers of the signals that strace names, on the architectures that forkscope models (x86). */

const names = [
	...['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE'],
	...['ALRM', 'TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ'],
	...['VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS', 'RTMIN'],
];
const realTimeBase = 32;

/** Number of a signal such as SIGTERM or SIGRT_3; one that is unknown counts as SIGKILL, since it has killed. */
export function signalNumber(name: string): number {
	const realTime = /^SIGRT_(\d+)$/.exec(name)?.[1];
	const number = realTime === undefined ? names.indexOf(name.slice(3)) + 1 : realTimeBase + Number(realTime);
	return number === 0 ? names.indexOf('KILL') + 1 : number;
}
