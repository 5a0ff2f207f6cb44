/**
 * Settings as lines of the file that they are kept in: what the screen has now, and how it goes into a text that a
 * user has written. Comments, keys and all other lines stay as they are.
 */
import {everyDepth, treeState} from '../panes/tree/state.ts';
import type {Model} from '../state/model.ts';

/** By the words before the `=`; undefined where the setting is as it is without a line. */
export type SettingLines = Readonly<Record<string, string | undefined>>;

export function settingLines(model: Model, panes: readonly string[]): SettingLines {
	const {arrangement, theme, glyphs, hasMouse, isFlashing, isHeaderHidden, isDecimal, digits, hidden} = model;
	const {foldDepth} = treeState.of(model);
	return {
		layout: arrangement === 'all' ? undefined : arrangement,
		theme,
		ascii: spokenSwitch(glyphs === 'ascii'),
		mouse: spokenSwitch(hasMouse),
		flash: spokenSwitch(isFlashing),
		header: spokenSwitch(!isHeaderHidden),
		decimal: spokenSwitch(isDecimal),
		digits: digits === 'panes' ? undefined : digits,
		depth: foldDepth === everyDepth ? undefined : String(foldDepth),
		...Object.fromEntries(panes.map((pane) => [`hide ${pane}`, hidden[pane]?.join(' ') || undefined])),
	};
}

function spokenSwitch(isOn: boolean): string {
	return isOn ? 'yes' : 'no';
}

/** The text with these settings in it: in the lines where they stand already, the others at the end. */
export function withSettings(text: string, settings: SettingLines): string {
	const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
	const left = new Map(Object.entries(settings));
	// Of two lines with one name the last counts, so that is the one to change.
	const changed = lines.toReversed().flatMap((line) => {
		const name = nameOf(line);
		if (name === undefined || !Object.hasOwn(settings, name)) {
			return [line];
		}

		const value = left.get(name);
		left.delete(name);
		return value === undefined ? [] : [line.replace(valuePart, (_, start, _old, end) => start + value + end)];
	});
	const added = [...left].flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`]));
	return [...changed.reverse(), ...added].map((line) => `${line}\n`).join('');
}

/** What is before the value, the value, and the comment behind it. */
const valuePart = /^([^=]*=\s*)(.*?)(\s*(?:\s#.*)?)$/;

function nameOf(line: string): string | undefined {
	const words = /^\s*([a-z]+)(?:\s+(\w+))?\s*=/i.exec(line);
	return words === null ? undefined : [words[1], words[2]].filter((word) => word !== undefined).join(' ');
}
