/** `read`: every page of a range is touched once, in order. */
import {
	type Around,
	errno,
	folioReach,
	meetFault,
	pageRange,
	readPages,
	uncachedReach,
} from '../../kernel/index.ts';
import {opFlags} from '../op.ts';
import type {Program} from '../program.ts';
import {type Field, FieldMistake} from './field.ts';
import {bitField} from './fields.ts';
import type {Op} from './op.ts';
import {rangeOf} from './step.ts';
import {endOfTouch, isRefusedTouch, loseAsRecorded, touchFields, touchRequired} from './touch.ts';
import {rangeText} from './words.ts';

export const read: Op = {
	kind: 16,
	meaning: 'touches every page of the range once, in order',
	fields: {
		...touchFields,
		uncached: distancesField('uncached', -uncachedReach, uncachedReach),
		folio: distancesField('folio', 1, folioReach),
		alone: bitField(opFlags.alone),
	},
	required: touchRequired,
	isInMapping: true,
	value: 'uncached',
	target: 'folio',
	isNoCall: true,
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {address, length} = rangeOf(step);
		const range = pageRange(kernel, address, length);
		if (range === undefined) {
			return -errno.EFAULT;
		}

		if (isRefusedTouch(program, op)) {
			meetFault(kernel, task, range.start, false, outcome.access);
			return 0;
		}

		loseAsRecorded(step, range.start);
		readPages(kernel, task, range.start, range.end, outcome.access, aroundOf(program, op));
		return endOfTouch(step);
	},
	words: (program, op, numbers) => `read ${program.pid[op]} ${rangeText(program, op, numbers)}`,
};

const alone: Around = {uncached: 0, folio: 0, isAlone: true};

/** What the recording tells of the pages around; undefined where it tells nothing. */
function aroundOf({value, target, flags}: Program, op: number): Around | undefined {
	if ((flags[op] & opFlags.alone) !== 0) {
		return alone;
	}

	const isTold = value[op] > 0 || target[op] > 0;
	return isTold ? {uncached: Math.max(0, value[op]), folio: Math.max(0, target[op])} : undefined;
}

/** A list of distances in pages, from `first` to `last`; bit i of the row's number is the distance i + `first`. */
function distancesField(slot: 'uncached' | 'folio', first: number, last: number): Field {
	const fits = (page: unknown) => Number.isInteger(page) && Number(page) >= first && Number(page) <= last;
	const pages = Array.from({length: last - first + 1}, (_, i) => i + first);
	return {
		schema: {type: 'array', items: {type: 'integer', minimum: first, maximum: last}},
		plain: {form: 'bits', slot, first, last},
		read(value, row) {
			if (!Array.isArray(value) || !value.every(fits)) {
				throw new FieldMistake(`a list of whole numbers from ${first} to ${last}`);
			}

			row[slot] = (value as number[]).reduce((bits, page) => bits | (1 << (page - first)), 0);
		},
		write(row) {
			const bits = row[slot] ?? 0;
			return bits === 0 ? undefined : pages.filter((page) => (bits & (1 << (page - first))) !== 0);
		},
	};
}
