/** Themes: what is told apart by colour is told apart by everybody, and never by colour alone. */
import {expect, test} from 'vitest';
import {findTheme, themes, unstyled} from '../../source/ui/text/theme.ts';

/** Red, green and blue, 0 to 255, of a colour of the 256: the cube of 6×6×6, then the greys. */
function rgbOf(colour: number): readonly [number, number, number] {
	const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
	const cube = colour - 16;
	return colour >= 232
		? [8 + 10 * (colour - 232), 8 + 10 * (colour - 232), 8 + 10 * (colour - 232)]
		: [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function foreground(style: string): number | undefined {
	const match = /38;5;(\d+)/.exec(style);
	return match === null ? undefined : Number(match[1]);
}

/** As an eye without the cones for red sees it (Viénot, Brettel and Mollon 1999, for linear light). */
function withoutRed([red, green, blue]: readonly number[]): readonly number[] {
	const [r, g, b] = [red, green, blue].map((value) => (value / 255) ** 2.2);
	const yellow = 0.11238 * r + 0.88762 * g;
	return [yellow, yellow, Math.max(0, 0.00401 * r - 0.00401 * g + b)].map(
		(value) => 255 * value ** (1 / 2.2),
	);
}

function distance(left: readonly number[], right: readonly number[]): number {
	return Math.hypot(...left.map((value, i) => value - right[i]));
}

/** Meanings that stand beside each other and must not be mixed up. */
const pairs = [
	['shared', 'copied'],
	['born', 'dead'],
	['playing', 'paused'],
	['file', 'copied'],
] as const;

test.each(pairs)('colour-blind: %s and %s differ without red too', (one, other) => {
	const theme = findTheme('colour-blind');
	const [left, right] = [one, other].map((meaning) => foreground(theme?.styles[meaning] ?? ''));
	expect(left).toBeDefined();
	expect(right).toBeDefined();
	expect(distance(withoutRed(rgbOf(left ?? 0)), withoutRed(rgbOf(right ?? 0)))).toBeGreaterThan(80);
});

test('there are three themes at least, with names of their own, and each says how it looks', () => {
	expect(themes.length).toBeGreaterThanOrEqual(3);
	expect(new Set(themes.map(({id}) => id)).size).toBe(themes.length);
	expect(themes.filter(({title}) => title === '')).toEqual([]);
});

test.each(themes.map(({id}) => [id]))('%s: what is selected, paused or searched for stands out', (id) => {
	const {styles} = findTheme(id) ?? unstyled;
	for (const meaning of ['selected', 'paused', 'match', 'titleFocused'] as const) {
		expect(styles[meaning], meaning).not.toBe('');
	}
});

test('without colours, and with the 16 of any terminal, bold or inverse is left', () => {
	for (const id of ['monochrome', 'terminal']) {
		const styles = findTheme(id)?.styles;
		expect(styles?.selected, id).toMatch(/(^|;)7(;|$)/);
		expect(Object.values(styles ?? {}).join(' '), id).not.toContain('38;5');
	}
});
