/** Curves as an SVG of their own: axes with round numbers, a colour and a name for each. */
import {printable} from '../machine/printable.ts';
import type {Content, Form, Plot} from './form.ts';

export const plot: Form<'plot'> = {
	id: 'plot',
	title: 'curves (SVG)',
	takes: 'plot',
	*write({plot: made}: Content) {
		if (made !== undefined) {
			yield draw(made());
		}
	},
};

const size = {width: 760, height: 420, left: 70, right: 170, top: 40, bottom: 50};
const colours = ['#0b5cad', '#b3202c', '#1a6e2e', '#8a5a00', '#7a3e9d', '#0f6f78', '#6e7781'];

/** Names beyond these find no room beside the curves. */
const namesMax = 18;

type Scale = {readonly most: number; readonly ticks: readonly number[]};

function draw({title, xLabel, yLabel, series}: Plot): string {
	const points = series.flatMap((each) => each.points);
	const x = scaleOf(points.map(([value]) => value));
	const y = scaleOf(points.map(([, value]) => value));
	const {width, height, left, right, top, bottom} = size;
	const across = (value: number) => left + (value / x.most) * (width - left - right);
	const up = (value: number) => height - bottom - (value / y.most) * (height - top - bottom);
	const base = height - bottom;
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">`,
		`<title>${escaped(title)}</title>`,
		'<rect width="100%" height="100%" fill="#ffffff"/>',
		textAt(left, 22, title, 'font-weight="bold"'),
		`<path d="M${left} ${top}V${base}H${width - right}" fill="none" stroke="#24292f"/>`,
		...x.ticks.map((tick) => textAt(across(tick), base + 16, String(tick), 'text-anchor="middle"')),
		...y.ticks.map((tick) => textAt(left - 6, up(tick) + 4, String(tick), 'text-anchor="end"')),
		textAt((left + width - right) / 2, height - 12, xLabel, 'text-anchor="middle"'),
		textAt(left, top - 6, yLabel, 'text-anchor="end"'),
		...series.flatMap(({name, points: own}, i) => {
			const colour = colours[i % colours.length];
			const line = own.map((point) => `${near(across(point[0]))},${near(up(point[1]))}`).join(' ');
			const label = textAt(width - right + 12, top + 12 + i * 18, name, `fill="${colour}"`);
			const curve = `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
			return i < namesMax ? [curve, label] : [curve];
		}),
		'</svg>',
	].join('\n')}\n`;
}

function near(value: number): number {
	return Math.round(value * 10) / 10;
}

/** From 0 to the next round number above all values, in at most five steps of 1, 2 or 5 times a power of ten. */
function scaleOf(values: readonly number[]): Scale {
	const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
	const power = 10 ** Math.floor(Math.log10(largest / 5));
	const step = power * ([1, 2, 5, 10].find((factor) => largest / (factor * power) <= 5) ?? 10);
	const count = Math.ceil(largest / step - 1e-9);
	const ticks = Array.from({length: count + 1}, (_, i) => Number((i * step).toPrecision(12)));
	return {most: ticks[count], ticks};
}

function textAt(x: number, y: number, text: string, more: string): string {
	return `<text x="${near(x)}" y="${near(y)}" ${more}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
	return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
