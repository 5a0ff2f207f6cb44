/**
 * Conditions: what can be true of the machine at a moment, for running until it is. About one frame, one page table,
 * one process, the machine's counters, or any process that a query means. docs/queries.md is the language.
 */
import {type Kernel, totals} from '../../kernel/kernel.ts';
import {isAlive, taskStates} from '../../kernel/task.ts';
import {type WorkUnit, workUnits} from '../../kernel/work.ts';
import type {Machine} from '../../machine/machine.ts';
import {UserError} from '../../machine/user-error.ts';
import {viewMemory} from '../memory.ts';
import {comparisonOf} from './comparison.ts';
import {parseQuery} from './query.ts';

/** Whether it holds; asked after every event. */
export type Condition = (machine: Machine) => boolean;

type Counter<Subject = void> = {
	readonly help: string;
	readonly read: (kernel: Kernel, subject: Subject) => number;
};

/** What is counted over the whole machine. */
export const machineCounters: Readonly<Record<string, Counter>> = {
	processes: {help: 'alive, threads among them', read: ({total}) => total.value[totals.tasksAlive]},
	zombies: {help: 'that nobody has asked for yet', read: countZombies},
	frames: {help: 'in use', read: ({total}) => total.value[totals.framesUsed]},
	tables: {help: 'page tables in use', read: ({total}) => total.value[totals.tablesUsed]},
	copies: workCounter('pages copied so far', 'page_copy'),
	faults: workCounter('faults so far', 'fault_minor', 'fault_major'),
	forks: workCounter('forks of all kinds so far', 'fork', 'vfork'),
	execs: workCounter('execs so far', 'exec'),
	exits: workCounter('exits so far', 'exit'),
};

export const frameCounters: Readonly<Record<string, Counter<number>>> = {
	refcount: {help: 'how many hold it', read: ({frame}, row) => (row < frame.count ? frame.refcount[row] : 0)},
	mapcount: {
		help: 'how many entries map it',
		read: ({frame}, row) => (row < frame.count ? frame.mapcount[row] : 0),
	},
};

export const tableCounters: Readonly<Record<string, Counter<number>>> = {
	refcount: {help: 'how many use it', read: ({table}, row) => (row < table.count ? table.refs[row] : 0)},
	used: {help: 'entries in use', read: ({table}, row) => (row < table.count ? table.used[row] : 0)},
};

function workCounter(help: string, ...units: readonly WorkUnit[]): Counter {
	return {
		help,
		read: ({work}) => units.reduce((sum, unit) => sum + work.amount[workUnits[unit]], 0),
	};
}

function countZombies({task}: Kernel): number {
	let zombies = 0;
	for (let row = 1; row < task.count; row += 1) {
		zombies += task.state[row] === taskStates.zombie ? 1 : 0;
	}

	return zombies;
}

const comparison = '(?:(=|!=|<=?|>=?) *)?(\\S+)';
const ofThing = new RegExp(`^(frame|table) +#?(\\d+) +(?:(free)|([a-z]+) *${comparison})$`, 'i');
const ofProcess = /^pid +(\d+) +(?:(starts|exits)|(.+))$/i;
const ofMachine = new RegExp(`^([a-z]+) *${comparison}$`, 'i');

/** Throws a UserError for what it does not understand. */
export function parseCondition(text: string): Condition {
	const thing = ofThing.exec(text);
	if (thing !== null) {
		return thingCondition(thing);
	}

	const [, pid, turn, about] = ofProcess.exec(text) ?? [];
	if (turn !== undefined) {
		return turnCondition(Number(pid), turn.toLowerCase() === 'starts');
	}

	if (about !== undefined) {
		return someProcess(about, Number(pid));
	}

	const [, name = '', sign, number] = ofMachine.exec(text) ?? [];
	const counter = machineCounters[name.toLowerCase()];
	if (Object.hasOwn(machineCounters, name.toLowerCase())) {
		const compare = comparisonOf(name, sign ?? '=', number, 'count');
		return ({kernel}) => compare(counter.read(kernel));
	}

	return someProcess(text.replace(/^any +/i, ''));
}

function thingCondition([, kind, number, free, name, sign = '=', wanted]: readonly string[]): Condition {
	const row = Number(number);
	const counters = kind.toLowerCase() === 'frame' ? frameCounters : tableCounters;
	if (free !== undefined) {
		return ({kernel}) => counters.refcount.read(kernel, row) === 0;
	}

	if (!Object.hasOwn(counters, name.toLowerCase())) {
		throw new UserError(`A ${kind} has no "${name}"`, {
			expected: [...Object.keys(counters), 'free'].join(', '),
		});
	}

	const compare = comparisonOf(name, sign, wanted, 'count');
	const {read} = counters[name.toLowerCase()];
	return ({kernel}) => compare(read(kernel, row));
}

function turnCondition(pid: number, isThere: boolean): Condition {
	return ({kernel}) => {
		for (let task = 1; task < kernel.task.count; task += 1) {
			if (kernel.task.pid[task] === pid && isAlive(kernel, task)) {
				return isThere;
			}
		}

		return !isThere;
	};
}

/** A process that the query means is there; of that number, if one is given. */
function someProcess(text: string, pid?: number): Condition {
	const query = parseQuery(text);
	if (query.text.trim() === '') {
		throw new UserError('A condition is missing', {
			expected: `frame 455 refcount 1, pid 31 exits, pss > 10M, or one of ${Object.keys(machineCounters).join(', ')}`,
		});
	}

	return (machine) => {
		const {task} = machine.kernel;
		const isMeant = query.matcher(viewMemory(machine));
		for (let row = 1; row < task.count; row += 1) {
			if (task.state[row] !== 0 && (pid === undefined || task.pid[row] === pid) && isMeant(row)) {
				return true;
			}
		}

		return false;
	};
}
