/** What events do to one page table: who built it, who shares it since, who split off a copy, who took it over. */

import type {Subject} from '../../analysis/words/subject.ts';
import {addressText} from '../../analysis/words/text.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {type EffectName, effectName} from '../../kernel/state/effects.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Machine} from '../../machine/state.ts';
import type {Watch} from './change.ts';

const tellings: Partial<Record<EffectName, (page: string) => string>> = {
	shareTable: () => 'shared by fork',
	reuseTable: () => 'taken over by its last user',
	dropTable: () => 'let go by one of its users',
};

export function watchTable(table: number): Watch {
	let references = 0;
	let frame = 0;
	const remember = ({kernel}: Machine): void => {
		references = table < kernel.table.count ? kernel.table.refs[table] : 0;
		frame = references === 0 ? 0 : kernel.table.frame[table];
	};

	return {
		begin: remember,
		see(machine) {
			const before = {references, frame};
			remember(machine);
			const told = tellEffects(machine.kernel, frame || before.frame);
			const isOrigin = references > 0 && before.frame !== frame;
			if (isOrigin && told.source === undefined) {
				told.texts.push('built');
			}

			if (!isOrigin && before.references !== references) {
				told.texts.push(references === 0 ? 'freed' : `users ${before.references} → ${references}`);
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
