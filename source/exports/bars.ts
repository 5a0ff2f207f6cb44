/** Bars side by side as an SVG, each in parts that have a colour. */
import {axisOf} from './axis.ts';
import type {Bars, Content, Form} from './form.ts';
import {colours, escaped, near, textAt} from './svg-text.ts';

export const bars: Form<'bars'> = {
	id: 'bars',
	title: 'bars (SVG)',
	takes: 'bars',
	*write({bars: made}: Content) {
		if (made !== undefined) {
			yield barsText(made());
		}
	},
};

const width = 760;
const left = 130;
const right = 80;
const top = 62;
const barHeight = 14;
const barPitch = 22;

export function barsText({title, unit, parts, bars: all}: Bars): string {
	const sums = all.map(({values}) => values.reduce((sum, value) => sum + value, 0));
	const axis = axisOf(sums);
	const across = (value: number) => axis.share(value) * (width - left - right);
	const base = top + all.length * barPitch;
	const height = base + 34;
	const rows = all.flatMap(({name, values}, i) => {
		const y = top + i * barPitch;
		let begin = 0;
		const rects = values.map((value, part) => {
			const x = left + across(begin);
			begin += value;
			return `<rect x="${near(x)}" y="${y}" width="${near(across(value))}" height="${barHeight}" fill="${colours[part % colours.length]}"><title>${escaped(`${name}, ${parts[part]}: ${figure(value)} ${unit}`)}</title></rect>`;
		});
		return [
			textAt(left - 6, y + 11, name, 'text-anchor="end"'),
			...rects,
			textAt(left + across(sums[i]) + 6, y + 11, figure(sums[i]), ''),
		];
	});
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`,
		`<title>${escaped(title)}</title>`,
		'<rect width="100%" height="100%" fill="#ffffff"/>',
		textAt(left, 22, `${title}, ${unit}`, 'font-weight="bold"'),
		...legend(parts),
		...rows,
		`<path d="M${left} ${top - 6}V${base}H${width - right}" fill="none" stroke="#24292f"/>`,
		...axis.ticks.map((tick) => textAt(left + across(tick), base + 16, String(tick), 'text-anchor="middle"')),
		'</svg>',
	].join('\n')}\n`;
}

function figure(value: number): string {
	return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** In pixels, of the letters of a legend: as wide as the wide ones are. */
const letterWidth = 6.5;
const legendGap = 30;

function legend(parts: readonly string[]): string[] {
	let x = left;
	return parts.map((part, i) => {
		const text = textAt(x, 44, `■ ${part}`, `fill="${colours[i % colours.length]}"`);
		x += part.length * letterWidth + legendGap;
		return text;
	});
}
