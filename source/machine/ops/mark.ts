/** `mark`: a named moment. */
import {givenText} from './fields.ts';
import type {Op} from './op.ts';
import {textOf} from './words.ts';

export const mark: Op = {
	kind: 23,
	meaning: 'a named moment: `--at mark:LABEL`',
	fields: {label: givenText('label')},
	required: ['label'],
	text: 'label',
	isOfFile: true,
	isNoCall: true,
	run: () => 0,
	words: (program, op) => `mark ${textOf(program, op)}`,
};
