/** Reducers of lines of text: goto, search and filter, typed, pasted, recalled, taken back. */
import {isAddress, readAddress} from '../../../analysis/address/address.ts';
import {understoodPart} from '../../../analysis/query/query.ts';
import {completed} from '../completion.ts';
import type {Facts} from '../facts.ts';
import type {KeyInput} from '../input.ts';
import type {Result} from '../message.ts';
import {focused, type Model, type Prompt, type PromptKind} from '../model.ts';
import {addressKey} from '../rows.ts';
import {acceptFile} from './carry.ts';
import {acceptAnswer} from './quiz.ts';
import {leave, only, type Reducers, withNotice} from './reducer.ts';
import {backToStart, confirmSearch, find, mistakeIn, searchFromStart} from './search.ts';
import {showTarget} from './targets.ts';
import {jump} from './time.ts';

/** A line longer than this was pasted by mistake. */
const textLengthMax = 200;
const historyLengthMax = 50;
/** What people of vim type to leave. */
const leavingWords = /^(?:q|qa|quit|qall)!?$/;
const helpWords = /^(?:h|help)$/;

export const promptReducers: Reducers<'prompt' | 'promptKey' | 'paste' | 'findNext'> = {
	prompt(model, {kind}) {
		const before = textOf(model, kind);
		const pane = focused(model);
		const from =
			kind === 'search' ? {pane, cursor: model.cursors[pane], isFollowing: model.isFollowing} : undefined;
		return only({
			...model,
			notice: '',
			prompt: {kind, text: before, caret: before.length, before, recalled: -1, from},
		});
	},

	promptKey(model, {input}, facts) {
		const {prompt} = model;
		if (prompt === undefined) {
			return only(model);
		}

		if (input.key === 'enter') {
			return accept(model, prompt, facts);
		}

		if (input.key === 'esc' || input.key === 'ctrl-c' || input.key === 'ctrl-g') {
			const before = withText(backToStart(model, prompt), prompt.kind, prompt.before);
			return only({...before, prompt: undefined});
		}

		if (input.key === 'tab') {
			return only(typed(model, completed(prompt, model, facts) ?? prompt, facts));
		}

		const {stem: _, ...line} = prompt;
		const edited = recall(model, line, input.key) ?? edit(line, input);
		return only(edited === line ? model : typed(model, edited, facts));
	},

	paste(model, {text}, facts) {
		return model.prompt === undefined
			? withNotice(model, 'Pasted text does nothing here; press : or / first.')
			: only(typed(model, insert(model.prompt, text), facts));
	},

	findNext(model, {direction}, facts) {
		return model.search === ''
			? withNotice(model, 'Nothing was searched for yet; / searches.')
			: find(model, focusedCursorRow(model) + direction, direction, facts);
	},
};

/** The text that a prompt of this kind works on. */
function textOf(model: Model, kind: PromptKind): string {
	return isTarget(kind) ? '' : model[kind];
}

function withText(model: Model, kind: PromptKind, text: string): Model {
	return isTarget(kind) ? model : {...model, [kind]: text.trim() === '' ? '' : text};
}

/** Lines that mean nothing before Enter. */
function isTarget(kind: PromptKind): kind is 'goto' | 'until' | 'whatIf' | 'answer' | 'write' {
	return ['goto', 'until', 'whatIf', 'answer', 'write'].includes(kind);
}

/**
 * Search and filter work while they are typed. Of a filter that is not understood as a whole the beginning is in force,
 * a search stays where it is.
 */
function typed(model: Model, line: Prompt, facts: Facts): Model {
	const prompt = {...line, mistake: mistakeIn(line, model, facts)};
	if (prompt.mistake !== undefined) {
		return prompt.kind === 'filter'
			? {...model, prompt, filter: understoodPart(prompt.text)}
			: {...model, prompt};
	}

	const next = {...withText(model, prompt.kind, prompt.text), prompt};
	return prompt.kind === 'search' ? searchFromStart(next, prompt, facts) : next;
}

function accept(model: Model, {kind, text, mistake}: Prompt, facts: Facts): Result {
	if (mistake !== undefined) {
		return withNotice(model, 'This is not understood yet; Esc takes back what was typed.');
	}

	if (kind === 'answer') {
		return acceptAnswer(model, text.trim(), facts);
	}

	if (kind === 'write') {
		return acceptFile(model, text.trim());
	}

	const old = model.history[kind].filter((line) => line !== text);
	const lines = text === '' ? old : [...old, text].slice(-historyLengthMax);
	const next: Model = {...model, prompt: undefined, history: {...model.history, [kind]: lines}};
	if (kind === 'search') {
		return confirmSearch(next, facts);
	}

	if (kind === 'goto' && leavingWords.test(text.trim())) {
		return leave(next);
	}

	if (kind === 'goto' && helpWords.test(text.trim())) {
		return [next, [{type: 'send', message: {type: 'overlay', kind: 'help'}}]];
	}

	if (kind === 'goto' && isAddress(text.trim())) {
		const key = addressKey(readAddress(text.trim()));
		return showTarget(next, {thing: 'address', key}, facts);
	}

	if (kind === 'whatIf') {
		return text.trim() === ''
			? only(next)
			: [{...next, isPlaying: false}, [{type: 'whatIf', words: text.trim()}]];
	}

	const target = targetOf(kind, text.trim());
	return target === '' ? only(next) : jump(next, {type: 'goto', target}, facts);
}

/** Where the line leads to; `back` before a condition looks for it in the past. */
function targetOf(kind: PromptKind, text: string): string {
	if (kind === 'until' && text !== '') {
		const [, back = '', condition] = /^(back +)?(.+)$/.exec(text) ?? [];
		return `${back === '' ? '' : 'back '}until ${condition}`;
	}

	return kind === 'goto' ? text : '';
}

function focusedCursorRow(model: Model): number {
	return model.cursors[focused(model)].row;
}

/** Up and down go through what was typed before; undefined for other keys. */
function recall(model: Model, prompt: Prompt, key: string): Prompt | undefined {
	if (key !== 'up' && key !== 'down') {
		return undefined;
	}

	const lines = model.history[prompt.kind];
	const recalled = Math.max(-1, Math.min(lines.length - 1, prompt.recalled + (key === 'up' ? 1 : -1)));
	const text = recalled === -1 ? '' : lines[lines.length - 1 - recalled];
	return {...prompt, recalled, text, caret: text.length};
}

/** The keys of a shell's line. */
function edit(prompt: Prompt, {key, text}: KeyInput): Prompt {
	const before = prompt.text.slice(0, prompt.caret);
	const after = prompt.text.slice(prompt.caret);
	switch (key) {
		case 'backspace':
			return place(prompt, dropLast(before), after);
		case 'delete':
		case 'ctrl-d':
			return {...prompt, text: before + dropFirst(after)};
		case 'left':
		case 'ctrl-b':
			return {...prompt, caret: dropLast(before).length};
		case 'right':
		case 'ctrl-f':
			return {...prompt, caret: prompt.text.length - dropFirst(after).length};
		case 'home':
		case 'ctrl-a':
			return {...prompt, caret: 0};
		case 'end':
		case 'ctrl-e':
			return {...prompt, caret: prompt.text.length};
		case 'ctrl-u':
			return place(prompt, '', after);
		case 'ctrl-k':
			return {...prompt, text: before};
		case 'ctrl-w':
			return place(prompt, before.replace(/\S+\s*$/, ''), after);
		default:
			return text === '' ? prompt : insert(prompt, text);
	}
}

function place(prompt: Prompt, before: string, after: string): Prompt {
	return {...prompt, text: before + after, caret: before.length};
}

function insert(prompt: Prompt, text: string): Prompt {
	const clean = text.replaceAll(/\p{Cc}+/gu, ' ');
	const before = prompt.text.slice(0, prompt.caret) + clean;
	const whole = before + prompt.text.slice(prompt.caret);
	return whole.length > textLengthMax ? prompt : {...prompt, text: whole, caret: before.length};
}

function dropLast(text: string): string {
	return [...text].slice(0, -1).join('');
}

function dropFirst(text: string): string {
	return [...text].slice(1).join('');
}
