/** What events do to one page table: who built it, who shares it since, who split off a copy, who took it over. */

import {countWritable} from '../../analysis/rows/page-tables.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import {addressText, plural} from '../../analysis/words/text.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {type EffectName, effectName} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Machine} from '../../machine/state.ts';
import type {Watch} from './change.ts';
import {type Doors, doorsTo, noDoors, tellDoors} from './pointers.ts';

const tellings: Partial<Record<EffectName, (page: string) => string>> = {
	shareTable: () => 'shared by fork',
	findTable: () => 'found by another process that maps the file',
	reuseTable: () => 'taken over by its last user',
	dropTable: () => 'let go by one of its users',
};

/** How a table stands: all that the pane of page tables shows of it. */
type Standing = {
	readonly references: number;
	readonly frame: number;
	readonly used: number;
	/** Entries of a leaf that let writes through. */
	readonly writable: number;
	/** Whether the bit says that all of them are read-only. */
	readonly isProtected: boolean;
	readonly doors: Doors;
};

const gone: Standing = {references: 0, frame: 0, used: 0, writable: 0, isProtected: false, doors: noDoors};

export function watchTable(table: number): Watch {
	let standing = gone;
	const remember = ({kernel}: Machine): void => {
		standing = standingOf(kernel, table, standing.doors);
	};

	return {
		begin: remember,
		see(machine) {
			const before = standing;
			remember(machine);
			const told = tellEffects(machine.kernel, standing.frame || before.frame);
			const isOrigin = standing.references > 0 && before.frame !== standing.frame;
			if (isOrigin && told.source === undefined) {
				told.texts.push('built');
			}

			if (!isOrigin) {
				told.texts.push(...tellStanding(before, standing));
			}

			return told.texts.length === 0
				? undefined
				: {
						what: told.texts.join(', '),
						tone: told.isSplit ? 'copied' : 'plain',
						isOrigin,
						source: isOrigin ? told.source : undefined,
					};
		},
	};
}

function standingOf(kernel: Kernel, row: number, doors: Doors): Standing {
	const {table} = kernel;
	return row >= table.count || table.refs[row] === 0
		? gone
		: {
				references: table.refs[row],
				frame: table.frame[row],
				used: table.used[row],
				writable: table.level[row] === 1 ? countWritable(kernel, row) : 0,
				isProtected: table.isProtected[row] === 1,
				doors: doorsTo(kernel, row, doors),
			};
}

function tellStanding(before: Standing, now: Standing): string[] {
	if (now.references === 0) {
		return before.references === 0 ? [] : ['freed'];
	}

	return [
		...(before.references === now.references ? [] : [`users ${before.references} → ${now.references}`]),
		...(before.used === now.used ? [] : [`entries in use ${before.used} → ${now.used}`]),
		...tellWritable(before, now),
		...(now.isProtected === before.isProtected
			? []
			: [
					now.isProtected ? 'all its entries are known to be read-only' : 'its entries may be writable again',
				]),
		...tellDoors(before.doors, now.doors),
	];
}

/** What is taken away is not protected: only of entries that stay it is told. */
function tellWritable(before: Standing, now: Standing): string[] {
	const fewer = before.writable - now.writable;
	return fewer > 0 && now.used >= before.used
		? [`${plural(fewer, 'entry', 'entries')} write-protected`]
		: fewer === 0
			? []
			: [`writable entries ${before.writable} → ${now.writable}`];
}

function tellEffects(kernel: Kernel, frame: number) {
	const {effects} = kernel;
	const texts: string[] = [];
	let source: Subject | undefined;
	let isSplit = false;
	for (let i = 0; i < effects.count; i += 1) {
		const name = effectName(effects.kind[i]);
		const page = addressText(effects.vpn[i] * pageBytes);
		if (effects.frame[i] === frame && name === 'splitTable') {
			isSplit = true;
			const original = tableIn(kernel, effects.other[i]);
			texts.push(original === 0 ? 'split off a shared table' : `split off table #${original} for ${page}`);
			source = original === 0 ? undefined : {kind: 'table', table: original};
		} else if (effects.frame[i] === frame) {
			const text = tellings[name]?.(page);
			texts.push(...(text === undefined ? [] : [text]));
		} else if (effects.other[i] === frame && name === 'splitTable') {
			isSplit = true;
			texts.push(`table #${tableIn(kernel, effects.frame[i])} split off it for ${page}`);
		}
	}

	return {texts, source, isSplit};
}

/** The table that lies in a frame; 0 when that has been freed since. */
function tableIn({table}: Kernel, frame: number): number {
	for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row)) {
		if (table.frame[row] === frame && table.refs[row] > 0) {
			return row;
		}
	}

	return 0;
}
