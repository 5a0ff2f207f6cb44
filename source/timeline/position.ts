/** Positions in words: `end`, `#1234`, `12.5s`, `50%`, `mark:LABEL`, `exec:COMM`, `exec:COMM#2`, and machines that ran up to there. */
import {eventCount, type Machine, runMachine, stepMachine, timeUs} from '../machine/machine.ts';
import {opKinds} from '../machine/op.ts';
import type {Program} from '../machine/program.ts';
import {UserError} from '../machine/user-error.ts';

/** `nth` counts from 1. */
export type Position =
	| {readonly kind: 'end'}
	| {readonly kind: 'ops'; readonly count: number}
	/** Of all ops, in percent. */
	| {readonly kind: 'share'; readonly percent: number}
	| {readonly kind: 'time'; readonly us: number}
	/** Just after the mark. */
	| {readonly kind: 'mark'; readonly label: string; readonly nth: number}
	/** Just before the exec. */
	| {readonly kind: 'exec'; readonly comm: string; readonly nth: number};

const microseconds: Readonly<Record<string, number>> = {us: 1, ms: 1000, s: 1_000_000};

/** Throws a UserError for what is no position, and for a mark or exec that the program does not have. */
export function parsePosition(text: string, program: Program): Position {
	const [, ops, time, unit, kind, name] =
		/^(?:#(\d+)|(\d+(?:\.\d+)?)(us|ms|s)|(mark|exec):(.+))$/s.exec(text) ?? [];
	if (text === 'end') {
		return {kind: 'end'};
	}

	if (ops !== undefined) {
		return {kind: 'ops', count: Number(ops)};
	}

	const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
	if (percent !== undefined) {
		return {kind: 'share', percent: Math.min(100, Number(percent))};
	}

	if (time !== undefined) {
		return {kind: 'time', us: Number(time) * microseconds[unit]};
	}

	if (kind === 'mark') {
		const {name: label, nth} = parseName(name, program, opKinds.mark, 'mark');
		return {kind, label, nth};
	}

	if (kind === 'exec') {
		const {name: comm, nth} = parseName(name, program, opKinds.exec, 'exec of');
		return {kind, comm, nth};
	}

	throw new UserError(`"${text}" is no position`, {
		expected: 'end, #OPS, 12.5s, 50%, mark:LABEL, exec:COMM or exec:COMM#2',
	});
}

/** A name may itself end in `#2`: the whole of it counts first. */
function parseName(text: string, program: Program, kind: number, what: string): {name: string; nth: number} {
	const known = namesOf(program, kind);
	const [, name = text, nth = '1'] = /^(.+)#([1-9]\d*)$/s.exec(text) ?? [];
	if (known.has(text)) {
		return {name: text, nth: 1};
	}

	const times = known.get(name) ?? 0;
	if (times > 0 && Number(nth) > times) {
		throw new UserError(
			`There is no ${what} ${text}: ${name} comes ${times === 1 ? 'once' : `${times} times`}.`,
		);
	}

	if (times === 0) {
		throw new UserError(`There is no ${what} ${name} in this workload. ${listNames(known, what)}`);
	}

	return {name, nth: Number(nth)};
}

/** How often each name comes, in the order of the program. */
function namesOf(program: Program, kind: number): Map<string, number> {
	const names = new Map<string, number>();
	for (let op = 0; op < program.count; op += 1) {
		if (program.kind[op] === kind) {
			const name = program.strings[program.text[op]];
			names.set(name, (names.get(name) ?? 0) + 1);
		}
	}

	return names;
}

const namesListed = 12;

function listNames(known: ReadonlyMap<string, number>, what: string): string {
	if (known.size === 0) {
		return 'It has none at all.';
	}

	const names = [...known.keys()];
	const more = names.length > namesListed ? ` and ${names.length - namesListed} more` : '';
	return `It has ${what.replace(' of', '')}s ${what === 'mark' ? '' : 'of '}${names.slice(0, namesListed).join(', ')}${more}.`;
}

/**
 * A machine at that position. `create` makes one before its first op; it is asked twice where the moment is only known
 * once it is over (a time, an exec). Throws a UserError for a position beyond the end.
 */
export function machineAt(create: () => Machine, position: Position): Machine {
	const machine = create();
	switch (position.kind) {
		case 'end':
			runMachine(machine);
			return machine;
		case 'ops':
			runMachine(machine, position.count);
			if (eventCount(machine) < position.count) {
				throw new UserError(
					`There is no position #${position.count}: the workload ends at #${eventCount(machine)}.`,
				);
			}

			return machine;
		case 'share':
			runMachine(machine);
			return machineAt(create, {
				kind: 'ops',
				count: Math.round((eventCount(machine) * position.percent) / 100),
			});
		case 'mark':
			runToNth(machine, position.nth, opKinds.mark, position.label);
			return machine;
		case 'exec':
			runToNth(machine, position.nth, opKinds.exec, position.comm);
			return machineAt(create, {kind: 'ops', count: eventCount(machine) - 1});
		case 'time':
			while (timeUs(machine) <= position.us && stepMachine(machine)) {
				// Everything happens in the step.
			}

			return timeUs(machine) <= position.us
				? machine
				: machineAt(create, {kind: 'ops', count: eventCount(machine) - 1});
	}
}

/** Stops just after the event. One that was refused is none. */
function runToNth(machine: Machine, nth: number, kind: number, name: string): void {
	const {program} = machine;
	const text = program.numbers.get(name);
	let left = nth;
	while (left > 0 && stepMachine(machine)) {
		const {op, result} = machine.outcome;
		left -= program.kind[op] === kind && program.text[op] === text && result === 0 ? 1 : 0;
	}

	if (left > 0) {
		throw new UserError(
			`The workload ends before ${kind === opKinds.mark ? 'the mark' : 'the exec of'} ${name} is reached.`,
		);
	}
}
