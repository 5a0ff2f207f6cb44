/** Reducers of copying and writing: the clipboard, and files. screen/carry makes their contents. */
import {formats, isFormat} from '../format.ts';
import type {Result} from '../message.ts';
import type {Model} from '../model.ts';
import {type Reducers, withNotice} from './reducer.ts';

export const carryReducers: Reducers<'copy' | 'nameFile'> = {
	copy: (model, {what}) => [model, [{type: 'copy', what}]],

	nameFile(model, {part, format}, facts) {
		const text = facts.fileName(part, format);
		const prompt = {kind: 'write', text, caret: text.length, before: '', recalled: -1} as const;
		// What is written is the moment at which it was asked for.
		return [{...model, isPlaying: false, overlay: undefined, writing: part, prompt}, []];
	},
};

/** The ending of the name says as what; without one that is known the line stays open. */
export function acceptFile(model: Model, file: string): Result {
	const format = /\.(\w+)$/.exec(file)?.[1].toLowerCase() ?? '';
	if (file === '') {
		return [{...model, prompt: undefined}, []];
	}

	return isFormat(format)
		? [{...model, prompt: undefined}, [{type: 'write', part: model.writing ?? 'screen', format, file}]]
		: withNotice(model, `The name must end in one of ${Object.keys(formats).join(', ')}.`);
}
