/** Curves as an SVG of their own: axes with round numbers, a colour and a name for each. */
import {axesOf} from './axis.ts';
import type {Content, Form, Plot} from './form.ts';
import {colours, escaped, near, textAt} from './svg-text.ts';

export const plot: Form<'plot'> = {
	id: 'plot',
	title: 'curves (SVG)',
	takes: 'plot',
	*write({plot: made}: Content) {
		if (made !== undefined) {
			yield plotText(made());
		}
	},
};

const size = {width: 760, height: 420, left: 70, right: 170, top: 40, bottom: 50};

/** Names beyond these find no room beside the curves. */
const namesMax = 18;

export function plotText(plot: Plot): string {
	const {title, xLabel, yLabel, series, marks = []} = plot;
	const {x, y} = axesOf(plot);
	const {width, height, left, right, top, bottom} = size;
	const across = (value: number) => left + x.share(value) * (width - left - right);
	const up = (value: number) => height - bottom - y.share(value) * (height - top - bottom);
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
		textAt(left - 6, top - 12, yLabel, 'text-anchor="end"'),
		...series.flatMap(({name, points: own}, i) => {
			const colour = colours[i % colours.length];
			const line = own.map((point) => `${near(across(point[0]))},${near(up(point[1]))}`).join(' ');
			const label = textAt(width - right + 12, top + 12 + i * 18, name, `fill="${colour}"`);
			const curve = `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
			return i < namesMax ? [curve, label] : [curve];
		}),
		...marks.map(
			({x: atX, y: atY, label}) =>
				`<circle cx="${near(across(atX))}" cy="${near(up(atY))}" r="4" fill="none" stroke="#24292f"><title>${escaped(label)}</title></circle>`,
		),
		'</svg>',
	].join('\n')}\n`;
}
