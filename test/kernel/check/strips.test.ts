/** What is noticed where a strip is of another table than the one that has it, or of none and not empty. */
import {checkStrips} from '../../../source/kernel/check/strips.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {stripEntries} from '../../../source/kernel/state/geometry.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {roomAt} from '../../../source/kernel/state/strips.ts';
import {tableAt} from '../../helpers/parts.ts';
import {bears, notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** A parent whose child, and the tables with it, has gone. */
const family = renewed(
	() =>
		checkStory(`
			1 map 0 200 rw
			1 write 0 1
			1 write 130 1
			1 fork 2
			2 write 0 1
			2 exit`).kernel,
);

/** Puts a word in a strip. */
function fill(kernel: Kernel, strip: number): void {
	kernel.strip.entry[strip * stripEntries + 5] = 1;
}

notices(family, checkStrips, {
	'the table that a strip is of': [
		(k) => (k.strip.table[1] = tableAt(k, 1, 0)),
		/^table \d+, of 1 references, has a strip of table \d+$/,
	],
	'the strips that are in use': [
		(k) => {
			allocateRow(k.strip);
		},
		/^\d+ strips are in use, but tables have \d+$/,
	],
	'a table that is free': [
		(k) => {
			roomAt(k, k.table.free, 0);
		},
		/^table \d+, of 0 references, has a strip of table \d+$/,
	],
	'what every table without a strip reads': [
		(k) => fill(k, 0),
		/^strip 0 is of no table, but holds something$/,
	],
	'a strip that is free': [(k) => fill(k, k.strip.free), /^strip \d+ is of no table, but holds something$/],
	'a free strip further down': [
		(k) => fill(k, k.strip.link[k.strip.free]),
		/^strip \d+ is of no table, but holds something$/,
	],
});

bears(family, checkStrips, {
	'a strip that is there for nothing yet': (k) => {
		roomAt(k, tableAt(k, 1, 0), 64);
	},
});
