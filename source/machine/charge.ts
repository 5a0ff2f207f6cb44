/** The time that an op takes: its work by the prices of the cost table, on the CPU that is free first. */
import {nextCounted} from '../kernel/index.ts';
import {clocks, type Machine} from './state.ts';

/** Takes the time of the op: a CPU is held for its user and system time, sleep holds none. */
export function charge(machine: Machine, op: number): void {
	const {clock, cpu, script} = machine.columns;
	const {outcome} = machine;
	const row = machine.scripts.scriptOf[op] + 1;
	outcome.sysUs = systemTime(machine);
	const busy = outcome.userUs + outcome.sysUs;
	const processor = firstFreeCpu(machine);
	const begin = Math.max(script.readyAt[row], busy > 0 ? cpu.freeAt[processor] : 0);
	outcome.beginUs = begin;
	const end = begin + busy;
	if (busy > 0) {
		cpu.freeAt[processor] = end;
	}

	script.readyAt[row] = end + outcome.sleepUs;
	script.userUs[row] += outcome.userUs;
	script.sysUs[row] += outcome.sysUs;
	clock.value[clocks.user] += outcome.userUs;
	clock.value[clocks.sys] += outcome.sysUs;
	clock.value[clocks.now] = Math.max(clock.value[clocks.now], end);
}

/** What the counted work of the running op costs, in microseconds. */
function systemTime({kernel, prices}: Machine): number {
	const {counted, work} = kernel;
	const {amount} = work;
	let total = 0;
	for (let unit = nextCounted(counted, 0); unit !== 0; unit = nextCounted(counted, unit)) {
		total += (amount[unit] - counted.before[unit]) * prices[unit];
	}

	return total;
}

function firstFreeCpu(machine: Machine): number {
	const {freeAt, count} = machine.columns.cpu;
	let best = 1;
	for (let processor = 2; processor < count; processor += 1) {
		if (freeAt[processor] < freeAt[best]) {
			best = processor;
		}
	}

	return best;
}
