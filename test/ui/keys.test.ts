import {expect, test} from 'vitest';
import {panes} from '../../source/ui/panes/index.ts';
import {groups} from '../../source/ui/state/keys/binding.ts';
import {footerBindings} from '../../source/ui/state/keys/help.ts';
import {messageFor} from '../../source/ui/state/keys/message-for.ts';
import {spellKey} from '../../source/ui/state/keys/spell.ts';
import {areInOnePane, bindingsOf} from '../../source/ui/state/keys/table.ts';
import {openMenu} from '../../source/ui/state/menus/index.ts';
import type {Message} from '../../source/ui/state/message.ts';
import {update} from '../../source/ui/state/update/index.ts';
import {fakeFacts, fakeModel, fakePanes} from './fake-facts.ts';

const bindings = bindingsOf(panes);

test('no key means two things in one pane', () => {
	for (const [i, binding] of bindings.entries()) {
		for (const other of bindings.slice(i + 1)) {
			const both = areInOnePane(binding, other, panes)
				? binding.keys.filter((key) => other.keys.includes(key))
				: [];
			expect(both, `${binding.action} and ${other.action}`).toEqual([]);
		}
	}
});

test('actions have names of their own, and every key is explained', () => {
	expect(new Set(bindings.map(({action}) => action)).size).toBe(bindings.length);
	expect(bindings.filter(({help, group}) => help === '' || !groups.includes(group))).toEqual([]);
});

test('F keys are never the only way', () => {
	expect(bindings.filter(({keys}) => keys.every((key) => /^f\d+$/.test(key)))).toEqual([]);
});

test('the help finds keys by what they do, and says why one would do nothing', () => {
	const model = fakeModel({overlay: {kind: 'help', row: 0, query: 'one event'}});
	const entries = openMenu(model, fakeFacts({position: 0}))?.entries ?? [];
	expect(entries.map(({key, reason}) => [key, reason])).toEqual([
		['.', undefined],
		[',', 'this is the start'],
	]);
});

test('the bottom line shows only keys of the pane that has them', () => {
	const labels = (recent: string[]) =>
		footerBindings(fakeModel({recent}), fakePanes).map(({action}) => action);
	expect(labels(['tree', 'log'])).toContain('fold');
	expect(labels(['log', 'tree'])).not.toContain('fold');
});

test.each([
	['space', 'Space'],
	['ctrl-u', 'Ctrl-U'],
	['shift-right', 'Shift-Right'],
	['f10', 'F10'],
	["' '", "''"],
	['-', '-'],
	['Z', 'Z'],
])('%s is written %s', (key, expected) => expect(spellKey(key)).toBe(expected));

test.each([
	['Esc takes the first key of two back', ['e', 'esc', '.'], {type: 'step', by: 1}],
	['a second key that does not fit means what it always means', ['e', '.'], {type: 'step', by: 1}],
	['quitting is never far', ["'", 'q'], {type: 'quit'}],
] as const)('%s', (_what, keys, expected) => {
	let model = fakeModel();
	let last: Message | undefined;
	for (const key of keys) {
		last = messageFor({type: 'key', key, text: ''}, model, fakePanes);
		[model] = last === undefined ? [model] : update(model, last, fakeFacts());
	}

	expect(last).toEqual(expected);
	expect(model.prefix).toBe('');
});
