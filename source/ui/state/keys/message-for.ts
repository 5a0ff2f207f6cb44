/** What an input means: the message of its binding, or a key for the line or the list that is open. */
import type {PaneFacts} from '../facts.ts';
import type {Input, KeyInput} from '../input.ts';
import type {Message} from '../message.ts';
import type {Model} from '../model.ts';
import {type Binding, panesOf} from './binding.ts';
import {asDigitKey, counted, countWith} from './count.ts';
import {usableBindings} from './help.ts';
import {spellKey} from './spell.ts';
import {boundWith} from './table.ts';

/** Rows by which the mouse wheel moves. */
const wheelRows = 3;

/** What an input means in the state that the screen is in; undefined for a key without a meaning. */
export function messageFor(input: Input, model: Model, panes: readonly PaneFacts[]): Message | undefined {
	switch (input.type) {
		case 'paste':
			return {type: 'paste', text: input.text};
		case 'mouse':
			return mouseMessage(input);
		default:
			return keyMessage(input, model, panes);
	}
}

function mouseMessage({action, column, row}: Extract<Input, {type: 'mouse'}>): Message | undefined {
	switch (action) {
		case 'press':
		case 'drag':
			return {type: action, column, row};
		case 'wheelUp':
			return {type: 'wheel', column, row, by: -wheelRows};
		case 'wheelDown':
			return {type: 'wheel', column, row, by: wheelRows};
		default:
			return undefined;
	}
}

function keyMessage(input: KeyInput, model: Model, panes: readonly PaneFacts[]): Message | undefined {
	if (model.prompt !== undefined) {
		return {type: 'promptKey', input};
	}

	if (model.overlay !== undefined) {
		return {type: 'overlayKey', input};
	}

	const key = asDigitKey(input.key, model);
	const count = countWith(key, model);
	if (count !== undefined) {
		return {type: 'count', count};
	}

	if (key === 'esc' && model.count !== '') {
		return {type: 'notice', text: ''};
	}

	const sequence = model.prefix === '' ? key : `${model.prefix} ${key}`;
	const binding = usableBindings(model, panes).find(({keys}) => keys.includes(sequence));
	if (binding !== undefined) {
		return timesOf(binding, key, model);
	}

	if (bindingsAfter(model, sequence, panes).length > 0) {
		return {type: 'prefix', key: sequence};
	}

	if (model.prefix === '') {
		return {type: 'notice', text: withoutMeaning(key, model, panes)};
	}

	if (model.prefix === key && isFirst(usableBindings(model, panes).find(({keys}) => keys.includes(key)))) {
		// The second g of 5gg.
		return {type: 'notice', text: ''};
	}

	// A second key that does not fit means what it always means; Escape only takes back the first.
	return input.key === 'esc' ? {type: 'notice', text: ''} : keyMessage(input, {...model, prefix: ''}, panes);
}

function timesOf({keys, message}: Binding, key: string, model: Model): Message {
	return model.count === ''
		? message
		: (counted(message, key, Number(model.count)) ?? {
				type: 'notice',
				text: `${spellKey(keys[0])} takes no count.`,
			});
}

function isFirst(binding: Binding | undefined): boolean {
	return binding?.message.type === 'moveTo' && binding.message.end === 'first';
}

/** Says that a key does nothing, and where it would do something. */
function withoutMeaning(key: string, model: Model, panes: readonly PaneFacts[]): string {
	const elsewhere = boundWith(panes, model.keys).filter(({keys}) => keys.includes(key));
	const where = elsewhere.flatMap((binding) => panesOf(binding, panes) ?? []);
	return where.length === 0
		? `${spellKey(key)} means nothing here; ? lists the keys.`
		: `${spellKey(key)} means something only in ${where.join(', ')}; ? lists the keys.`;
}

/** The second keys that mean something after a first one, as people write them, and what. */
export function bindingsAfter(
	model: Model,
	first: string,
	panes: readonly PaneFacts[],
): (readonly [second: string, binding: Binding])[] {
	return usableBindings(model, panes).flatMap((binding) =>
		binding.keys
			.filter((key) => key.startsWith(`${first} `))
			.map((key) => [spellKey(key.slice(first.length + 1)), binding] as const),
	);
}
