/** The table of workload format 1: the fields of every op, which reader, writer and documentation go by. */
import {lockAllBits} from '../../kernel/calls/lock.ts';
import {folioReach, uncachedReach} from '../../kernel/state/kernel.ts';
import type {AdviceName, FaultClassName, OpName} from '../../machine/op.ts';
import {adviceKinds, faultClasses, opFlags} from '../../machine/op.ts';
import type {Field, Fields} from './fields.ts';
import {
	argvField,
	bitField,
	choiceField,
	countField,
	FieldMistake,
	hexField,
	microsField,
	pidField,
	rightsField,
	setFlag,
	sizeField,
	textField,
} from './fields.ts';
import {imageField, mappingFields, mappingRequired} from './image-fields.ts';

const cloneBits = {
	vm: opFlags.vm,
	vfork: opFlags.vfork,
	thread: opFlags.thread,
	parent: opFlags.parent,
} as const;

/** A list of names, each of which sets a bit of the row's flags. */
const flagsField = (bits: Readonly<Record<string, number>>): Field => ({
	read(value, row) {
		const names = Object.keys(bits);
		if (!Array.isArray(value) || value.some((name) => !names.includes(name))) {
			throw new FieldMistake(`a list of ${names.join(', ')}`);
		}

		for (const name of value as string[]) {
			setFlag(row, bits[name], true);
		}
	},
	write: (row) =>
		Object.entries(bits)
			.filter(([, bit]) => ((row.flags ?? 0) & bit) !== 0)
			.map(([name]) => name),
});

const howField: Field = {
	read(value, row) {
		if (value !== '_exit' && value !== 'exit') {
			throw new FieldMistake('"_exit" or "exit"');
		}

		setFlag(row, opFlags.atExit, value === 'exit');
	},
	write: (row) => (((row.flags ?? 0) & opFlags.atExit) === 0 ? undefined : 'exit'),
};

/** A list of distances in pages, from `first` to `last`; bit i of the row's number is the distance i + `first`. */
const distancesField = (slot: 'value' | 'target', first: number, last: number): Field => ({
	read(value, row) {
		const fits = (page: unknown) => Number.isInteger(page) && Number(page) >= first && Number(page) <= last;
		if (!Array.isArray(value) || !value.every(fits)) {
			throw new FieldMistake(`a list of whole numbers from ${first} to ${last}`);
		}

		row[slot] = (value as number[]).reduce((bits, page) => bits | (1 << (page - first)), 0);
	},
	write(row) {
		const bits = row[slot] ?? 0;
		const pages = Array.from({length: last - first + 1}, (_, i) => i + first);
		const told = bits === 0 ? [] : pages.filter((page) => (bits & (1 << (page - first))) !== 0);
		return told.length === 0 ? undefined : told;
	},
});

const pid = pidField('pid');
const range = {addr: hexField('address'), len: sizeField('length')};
const touchFields = {
	pid,
	...range,
	fault: choiceField<FaultClassName>('fault', faultClasses),
	refused: bitField(opFlags.refused),
};
const touchReadFields = {
	...touchFields,
	uncached: distancesField('value', -uncachedReach, uncachedReach),
	folio: distancesField('target', 1, folioReach),
};
/** May be empty, but must be there. */
const givenText: Field = {...textField('text'), write: ({text = ''}) => text};
const comm = givenText;
const child = pidField('child');

/** Fields of each op, in the order they are written; every op also takes `op` and `t`. */
export const opFields: Readonly<
	Record<OpName, {readonly fields: Fields; readonly required: readonly string[]}>
> = {
	start: {
		fields: {
			pid,
			comm,
			argv: argvField,
			uid: countField('uid'),
			user: textField('name'),
			pgid: countField('pgid'),
			ppid: countField('value'),
		},
		required: ['pid', 'comm'],
	},
	fork: {fields: {pid, child}, required: ['pid', 'child']},
	vfork: {fields: {pid, child}, required: ['pid', 'child']},
	clone: {fields: {pid, child, flags: flagsField(cloneBits)}, required: ['pid', 'child', 'flags']},
	spawn: {fields: {pid, child, comm, argv: argvField, image: imageField}, required: ['pid', 'child', 'comm']},
	exec: {fields: {pid, comm, argv: argvField, image: imageField}, required: ['pid', 'comm']},
	exit: {
		fields: {pid, code: countField('value'), signal: countField('target'), how: howField},
		required: ['pid'],
	},
	return: {fields: {pid}, required: ['pid']},
	wait: {fields: {pid, child}, required: ['pid']},
	mmap: {
		fields: {pid, ...mappingFields},
		required: ['pid', ...mappingRequired, 'share'],
	},
	munmap: {fields: {pid, ...range}, required: ['pid', 'addr', 'len']},
	mprotect: {fields: {pid, ...range, prot: rightsField}, required: ['pid', 'addr', 'len', 'prot']},
	madvise: {
		fields: {pid, ...range, advice: choiceField<AdviceName>('value', adviceKinds)},
		required: ['pid', 'addr', 'len', 'advice'],
	},
	mremap: {
		fields: {pid, ...range, newLen: sizeField('value'), to: hexField('target')},
		required: ['pid', 'addr', 'len', 'newLen'],
	},
	brk: {fields: {pid, addr: hexField('address')}, required: ['pid', 'addr']},
	read: {fields: touchReadFields, required: ['pid', 'addr', 'len']},
	write: {fields: touchFields, required: ['pid', 'addr', 'len']},
	run: {fields: {pid, us: microsField('value')}, required: ['pid', 'us']},
	sleep: {fields: {pid, us: microsField('value')}, required: ['pid', 'us']},
	comm: {fields: {pid, comm}, required: ['pid', 'comm']},
	setuid: {fields: {pid, uid: countField('uid'), user: textField('name')}, required: ['pid', 'uid']},
	setpgid: {fields: {pid, pgid: countField('pgid')}, required: ['pid', 'pgid']},
	mlock: {fields: {pid, ...range}, required: ['pid', 'addr', 'len']},
	munlock: {fields: {pid, ...range}, required: ['pid', 'addr', 'len']},
	mlockall: {fields: {pid, flags: flagsField(lockAllBits)}, required: ['pid', 'flags']},
	evict: {fields: {}, required: []},
	mark: {fields: {label: givenText}, required: ['label']},
};

export const timeField = microsField('time');
