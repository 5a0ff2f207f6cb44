/** The walk for an address as text: a line a table, then what is there, then what a read and a write would do. */
import type {WalkStep} from '../../analysis/address/address-walk.ts';
import {mappingText, pageText, rightWord, stepName, targetText} from '../../analysis/address/walk-words.ts';
import {addressText, pidsText} from '../../analysis/words/text.ts';
import {type TextColumn, tableText, wrapText} from '../../exports/text.ts';
import type {WalkAnswer} from '../../inquiry/access.ts';

const columns: readonly TextColumn<WalkStep & {readonly depth: number}>[] = [
	{title: 'TABLE', isText: true, text: (step) => `${'  '.repeat(step.depth)}${stepName(step)}`},
	{title: 'REFS', text: ({references}) => String(references)},
	{title: 'ENTRY', text: ({entry}) => String(entry)},
	{title: 'RIGHT', isText: true, text: ({right}) => rightWord(right)},
	{title: 'LEADS TO', isText: true, text: targetText},
	{
		title: 'TABLE SHARED BY',
		isText: true,
		text: ({sharers}) => (sharers.length > 1 ? pidsText(sharers) : ''),
	},
];

export function walkText(answer: WalkAnswer): string {
	const {address, steps, read, write} = answer;
	const heading = `${addressText(address)}, ${mappingText(answer)}`;
	const table =
		steps.length === 0
			? ''
			: tableText(
					columns,
					steps.map((step, depth) => ({...step, depth})),
				);
	const there = pageText(answer);
	const page = there === '' ? '' : wrapText(`There: ${there}.`, '');
	return `${heading}\n${table}${page}${wrapText(read.sentence, '')}${wrapText(write.sentence, '')}`;
}
