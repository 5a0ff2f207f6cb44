/**
 * The settings of a user: a file of lines `name = value`, where # begins a comment. read-config.ts reads it; here its
 * text becomes settings, or a UserError that names the line.
 *
 *     theme = dark
 *     speed = 1/2
 *     key play = space p
 */
import {UserError} from '../../machine/user-error.ts';
import {findPane, panes} from '../panes/index.ts';
import {type ArrangementName, arrangementNames} from '../state/arrangements.ts';
import {isKeyName} from '../state/input.ts';
import {bindingsOf, clashOf} from '../state/keys/table.ts';
import type {KeyTable} from '../state/model.ts';
import {speeds} from '../state/model.ts';
import {themes} from '../text/theme.ts';

export type Config = {
	readonly theme?: string;
	readonly ascii?: boolean;
	readonly mouse?: boolean;
	readonly flash?: boolean;
	readonly layout?: ArrangementName;
	/** The lines of time above the panes. */
	readonly header?: boolean;
	readonly decimal?: boolean;
	/** What digits do by themselves. */
	readonly digits?: 'panes' | 'counts';
	/** Levels of the tree that are open at first. */
	readonly depth?: number;
	/** Index into the speeds of the model. */
	readonly speed?: number;
	/** Keys of the actions that are bound anew. */
	readonly keys: KeyTable;
	/** Titles of columns that are not wanted, by pane. */
	readonly hidden?: Readonly<Record<string, readonly string[]>>;
};

/** Takes a value, or says what it should have been. */
type Reader = (value: string) => Partial<Config> | undefined;

type Setting = {readonly expected: string; readonly read: Reader};

const spokenSpeeds = speeds.map((speed) => (speed < 1 ? `1/${1 / speed}` : String(speed)));

export const settings: Readonly<Record<string, Setting>> = {
	theme: {
		expected: themes.map(({id}) => id).join(', '),
		read: (theme) => (themes.some(({id}) => id === theme) ? {theme} : undefined),
	},
	layout: {
		expected: arrangementNames.join(', '),
		read: (value) => {
			const layout = arrangementNames.find((name) => name === value);
			return layout && {layout};
		},
	},
	ascii: yesOrNo((ascii) => ({ascii})),
	mouse: yesOrNo((mouse) => ({mouse})),
	flash: yesOrNo((flash) => ({flash})),
	header: yesOrNo((header) => ({header})),
	decimal: yesOrNo((decimal) => ({decimal})),
	digits: {
		expected: 'panes, or counts as in vim; with Alt a digit does the other',
		read: (value) => (value === 'panes' || value === 'counts' ? {digits: value} : undefined),
	},
	depth: {
		expected: 'levels of the tree that are open, from 0 to 999',
		read: (value) => (/^\d{1,3}$/.test(value) ? {depth: Number(value)} : undefined),
	},
	speed: {
		expected: spokenSpeeds.join(', '),
		read: (value) => (spokenSpeeds.includes(value) ? {speed: spokenSpeeds.indexOf(value)} : undefined),
	},
};

/** Settings of two words; the second says of what. */
export const pairSettings = {
	'key ACTION':
		'keys with blanks between; two characters such as `gg` are pressed one after the other; nothing takes the keys away',
	'hide PANE': 'heads of columns with blanks between, of one of the panes `tree`, `maps`, `tables`, `frames`',
} as const;

function yesOrNo(take: (isYes: boolean) => Partial<Config>): Setting {
	return {
		expected: 'yes or no',
		read: (value) => (value === 'yes' || value === 'no' ? take(value === 'yes') : undefined),
	};
}

/** A line and where it stands, for those who have to say what is wrong with it. */
type Line = {readonly file: string; readonly line: number; readonly source: string};

/** Throws a UserError for the first line that cannot be understood. `file` is named in it. */
export function parseConfig(text: string, file: string): Config {
	let config: Config = {keys: {}};
	const boundIn = new Map<string, Line>();
	for (const [i, source] of text.split(/\r?\n/).entries()) {
		const place: Line = {file, line: i + 1, source};
		const words = /^\s*([a-z]+)(?:\s+(\w+))?\s*=(.*)$/i.exec(source);
		if (words !== null) {
			const [, name, action, rest] = words;
			config = {...config, ...readLine(config, place, name, action, rest.replace(/\s#.*$/, '').trim())};
			boundIn.set(action ?? name, place);
		} else if (!/^\s*(#|$)/.test(source)) {
			throw new UserError('This is no setting', {...place, expected: 'name = value'});
		}
	}

	refuseClashes(config.keys, boundIn);
	return config;
}

function readLine(
	{keys, hidden}: Config,
	place: Line,
	name: string,
	action: string | undefined,
	value: string,
): Partial<Config> {
	if (name === 'key' && action !== undefined) {
		return {keys: {...keys, [action]: readKeys(place, action, value)}};
	}

	if (name === 'hide' && action !== undefined) {
		return {hidden: {...hidden, [action]: readHidden(place, action, value)}};
	}

	const setting = action === undefined && Object.hasOwn(settings, name) ? settings[name] : undefined;
	if (setting === undefined) {
		const known = [...Object.keys(settings), ...Object.keys(pairSettings)].join(', ');
		throw new UserError(`There is no setting "${[name, action].join(' ').trim()}"`, {
			...place,
			expected: known,
		});
	}

	const read = setting.read(value);
	if (read === undefined) {
		throw new UserError(`The ${name} cannot be "${value}"`, {...place, expected: setting.expected});
	}

	return read;
}

/** Keys with blanks between them; two characters are pressed one after the other. */
function readKeys(place: Line, action: string, value: string): readonly string[] {
	if (!bindingsOf(panes).some((binding) => binding.action === action)) {
		throw new UserError(`No key does "${action}"`, {...place, expected: 'an action of docs/keys.md'});
	}

	const words = value.split(/\s+/).filter((word) => word !== '');
	const strange = words.find((word) => !isKeyName(word) && [...word].length !== 2);
	if (strange !== undefined) {
		throw new UserError(`There is no key "${strange}"`, {
			...place,
			expected: 'a character, two of them, or a name such as space, f5, ctrl-d or shift-right',
		});
	}

	return words.map((word) => (isKeyName(word) ? word : [...word].join(' ')));
}

/** The first column of a pane says what a row is; it cannot go. */
function readHidden(place: Line, action: string, value: string): readonly string[] {
	const known = findPane(action)
		?.columns?.slice(1)
		.map(({title}) => title);
	if (known === undefined) {
		const withColumns = panes.filter(({columns}) => columns !== undefined).map(({id}) => id);
		throw new UserError(`No pane "${action}" has columns`, {...place, expected: withColumns.join(', ')});
	}

	const titles = value.split(/\s+/).filter((title) => title !== '');
	const strange = titles.find((title) => !known.includes(title));
	if (strange !== undefined) {
		throw new UserError(`The column "${strange}" cannot be hidden`, {...place, expected: known.join(', ')});
	}

	return titles;
}

/** A key that would mean two things, and a screen that no key leaves. */
function refuseClashes(keys: KeyTable, boundIn: ReadonlyMap<string, Line>): void {
	const clash = clashOf(panes, keys);
	if (clash !== undefined) {
		const place = boundIn.get(clash.first) ?? boundIn.get(clash.second);
		throw new UserError(`The key ${clash.key} would do both ${clash.first} and ${clash.second}.`, place);
	}

	if (keys.quit?.length === 0) {
		throw new UserError('No key would quit', {...boundIn.get('quit'), expected: 'at least one'});
	}
}
