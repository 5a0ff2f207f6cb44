/**
 * A film as one SVG that plays in a browser or a README, without a script: its pictures stand side by side, and an
 * animation shows one after another. A line that comes again is drawn once and used again.
 */
import type {Content, Film, Form} from './form.ts';
import {cell, dark, drawLine, margin, opening} from './svg-lines.ts';

export const film: Form<'film'> = {
	id: 'film',
	title: 'a moving picture (SVG)',
	takes: 'film',
	*write(content: Content) {
		if (content.film !== undefined) {
			yield draw(content.film());
		}
	},
};

/** Pictures stand a second or more each, whatever time lies between them. */
const secondsMin = 1;

function draw({title, columns, rows, frames}: Film): string {
	const pictures = [...frames()];
	const [width, height] = [columns * cell[0] + 2 * margin, rows * cell[1] + 2 * margin];
	const numbers = new Map<string, number>();
	const uses = pictures.flatMap(({lines}, picture) =>
		lines.flatMap((line, row) => {
			if (line.trim() === '') {
				return [];
			}

			const number = numbers.get(line) ?? numbers.size;
			numbers.set(line, number);
			return `<use href="#l${number}" x="${picture * width + margin}" y="${margin + row * cell[1]}"/>`;
		}),
	);
	const step = Math.max(secondsMin, pictures[1]?.seconds ?? 0);
	return `${[
		...opening(width, height, title, dark, playing(pictures.length, width, step)),
		'<defs>',
		...[...numbers].map(([line, number]) => `<g id="l${number}">${drawLine(line, 0, 0, dark).join('')}</g>`),
		'</defs>',
		'<g class="film">',
		...uses,
		'</g>',
		'</g>',
		'</svg>',
	].join('\n')}\n`;
}

/** Who wants no motion sees the first picture. */
function playing(count: number, width: number, seconds: number): string {
	return [
		`@keyframes film{to{transform:translateX(-${count * width}px)}}`,
		`.film{animation:film ${count * seconds}s steps(${count}) infinite}`,
		'@media (prefers-reduced-motion:reduce){.film{animation:none}}',
	].join('');
}
