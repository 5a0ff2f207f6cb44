/** Pictures of lines: what each look becomes, on a grid that no font can shift. */
import {expect, test} from 'vitest';
import {readLine} from '../../source/exports/sgr.ts';
import {svg as form} from '../../source/exports/svg.ts';
import {meanings, themes} from '../../source/ui/text/theme.ts';

const csi = '\u001B[';

function bodyOf(line: string): string[] {
	const [svg] = form.write({
		picture: () => ({lines: [line], columns: 20, title: 'a test', isLight: false}),
	});
	return svg.split('\n').slice(4, -3);
}

test.each([
	['plain', ['<text x="10" y="23" textLength="40">plain</text>']],
	[
		'  two  words',
		['<text x="26" y="23" textLength="24">two</text>', '<text x="66" y="23" textLength="40">words</text>'],
	],
	['a <b> & c', ['<text x="10" y="23" textLength="72">a &lt;b&gt; &amp; c</text>']],
	[`${csi}1mbold${csi}0m`, ['<text x="10" y="23" textLength="32" font-weight="bold">bold</text>']],
	[
		`${csi}2;4mdim${csi}0m`,
		['<text x="10" y="23" textLength="24" opacity="0.65" text-decoration="underline">dim</text>'],
	],
	[
		`${csi}36mcyan${csi}0m!`,
		[
			'<text x="10" y="23" textLength="32" fill="#4fc1cf">cyan</text>',
			'<text x="42" y="23" textLength="8">!</text>',
		],
	],
	[
		`${csi}7minverse${csi}0m`,
		[
			'<rect x="10" y="10" width="56" height="17" fill="#d6d6d6"/>',
			'<text x="10" y="23" textLength="56" fill="#16181d">inverse</text>',
		],
	],
	[
		`${csi}48;5;24;38;5;231mbar ${csi}0m`,
		[
			'<rect x="10" y="10" width="32" height="17" fill="#005f87"/>',
			'<text x="10" y="23" textLength="24" fill="#ffffff">bar</text>',
		],
	],
	[`${csi}38;5;245mgrey${csi}0m`, ['<text x="10" y="23" textLength="32" fill="#8a8a8a">grey</text>']],
	['世界', ['<text x="10" y="23" textLength="32">世界</text>']],
])('%j becomes %j', (line, expected) => {
	expect(bodyOf(line)).toEqual(expected);
});

test('every style of every theme is understood', () => {
	for (const {styles} of themes) {
		for (const meaning of meanings) {
			const [piece] = readLine(`${csi}${styles[meaning]}mx${csi}0m`);
			const {isBold, isDim, isUnderlined, isInverse, colour, background} = piece.look;
			const codes = styles[meaning]
				.replace(/38;5;\d+|48;5;\d+/g, '')
				.split(';')
				.filter((code) => code !== '');
			const told = [isBold && '1', isDim && '2', isUnderlined && '4', isInverse && '7'].filter(Boolean);
			const basic = colour !== undefined && !styles[meaning].includes('38;5') ? [String(30 + colour)] : [];
			expect([...told, ...basic].sort(), `${meaning}: ${styles[meaning]}`).toEqual(codes.sort());
			expect(background === undefined, meaning).toBe(!styles[meaning].includes('48;5'));
		}
	}
});
