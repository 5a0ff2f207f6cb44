/** A user's settings: what is understood, and the line that is named when it is not. */
import {expect, test} from 'vitest';
import {footerBindings, helpEntries} from '../../source/ui/state/keys/help.ts';
import {messageFor} from '../../source/ui/state/keys/message-for.ts';
import {normalSpeed} from '../../source/ui/state/model.ts';
import {parseConfig} from '../../source/ui/terminal/config.ts';
import {themes} from '../../source/ui/text/theme.ts';
import {fakeFacts, fakeModel, fakePanes} from './fake-facts.ts';

test('every setting', () => {
	const text = [
		'# mine',
		'theme = dark  # at night',
		'ascii=yes',
		'',
		'mouse = no',
		'flash = no',
		'speed = 1/2',
		'key play = p space',
		'key first = home gg',
	].join('\n');
	expect(parseConfig(text, 'config')).toEqual({
		theme: 'dark',
		ascii: true,
		mouse: false,
		flash: false,
		speed: normalSpeed - 1,
		keys: {play: ['p', 'space'], first: ['home', 'g g']},
	});
});

test.each([
	['theme = drak', `config:1: The theme cannot be "drak"; expected ${themes.map(({id}) => id).join(', ')}`],
	['\n\nascii = maybe', 'config:3: The ascii cannot be "maybe"; expected yes or no'],
	['speed = 3', 'config:1: The speed cannot be "3"; expected 1/64, 1/16'],
	['thme = dark', 'config:1: There is no setting "thme"; expected theme, layout, ascii'],
	['constructor = dark', 'config:1: There is no setting "constructor"'],
	['hello', 'config:1: This is no setting; expected name = value\n    hello'],
	['# x\nkey plya = p', 'config:2: No key does "plya"; expected an action of docs/keys.md'],
	['key play = spcae', 'config:1: There is no key "spcae"; expected a character'],
	['key play = ctrl-shift-space-', 'config:1: There is no key "ctrl-shift-space-"'],
	['theme = dark\nkey play = q', 'config:2: The key q would do both play and quit.'],
	['theme = dark\nkey bookmark = gg', 'config:2: The key gg would do both bookmark and first.'],
	['key quit =', 'config:1: No key would quit; expected at least one'],
])('%j', (text, message) => expect(() => parseConfig(text, 'config')).toThrow(message));

test('handlers, the bottom line and the help follow the keys that were given', () => {
	const {keys} = parseConfig('key play = p\nkey jumpBack =', 'config');
	const model = fakeModel({keys});
	const press = (key: string) => messageFor({type: 'key', key, text: key}, model, fakePanes);
	expect(press('p')).toEqual({type: 'play'});
	expect(press('space')).toEqual({type: 'notice', text: 'Space means nothing here; ? lists the keys.'});
	expect(press("'")).toEqual({type: 'notice', text: "' means nothing here; ? lists the keys."});
	expect(footerBindings(model, fakePanes).find(({action}) => action === 'play')?.keys).toEqual(['p']);
	const help = helpEntries(model, fakeFacts()).map(({binding}) => binding);
	expect(help.find(({action}) => action === 'play')?.keys).toEqual(['p']);
});
