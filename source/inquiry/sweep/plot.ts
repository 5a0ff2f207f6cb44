/** A sweep as curves, with a mark where two cross. */
import {figures} from '../compare/rows.ts';
import {figureAt, type SweepAnswer} from './answer.ts';
import {valueText} from './words.ts';

/** An axis over more than this is one of powers. */
const wideRatio = 20;

export function sweepPlot(answer: SweepAnswer) {
	const {workload, parameter, isSize, values, series, points, crossings} = answer;
	const scale = isSize ? 2 ** 20 : 1;
	const figure = figures.find(({id}) => id === answer.figure);
	const drawn = points.map((point) => ({...point, value: figureAt(answer, point) ?? 0}));
	const {label, divisor} = unitOf(figure?.unit, Math.max(0, ...drawn.map(({value}) => value)));
	const curves = series.map(({name}) => ({
		name,
		points: drawn
			.filter((point) => point.series === name)
			.map(({at, value}): readonly [number, number] => [at / scale, value / divisor]),
	}));
	return {
		title: `${workload}: ${figure?.meaning} by ${parameter}`,
		xLabel: isSize ? `${parameter}, MiB` : parameter,
		yLabel: label,
		isLogX: isWide(values),
		isLogY: isWide(drawn.map(({value}) => value)),
		series: curves.filter((curve) => curve.points.length > 0),
		marks: crossings
			.filter(({isTie}) => isTie !== true)
			.flatMap(({better, worse, from}) => {
				const height = heightAt(curves.find(({name}) => name === worse)?.points ?? [], from / scale);
				return height === undefined
					? []
					: [
							{
								x: from / scale,
								y: height,
								label: `${better} beats ${worse} from ${valueText(answer, from)} on`,
							},
						];
			}),
	};
}

function isWide(values: readonly number[]): boolean {
	const least = Math.min(...values);
	return values.length > 1 && least > 0 && Math.max(...values) / least > wideRatio;
}

function unitOf(unit: string | undefined, most: number): {readonly label: string; readonly divisor: number} {
	switch (unit) {
		case 'us':
			return most >= 10_000 ? {label: 'ms', divisor: 1000} : {label: 'µs', divisor: 1};
		case 'kb':
			return most >= 10_240 ? {label: 'MiB', divisor: 1024} : {label: 'KiB', divisor: 1};
		default:
			return {label: 'count', divisor: 1};
	}
}

/** Of a curve between its points. */
function heightAt(points: readonly (readonly [number, number])[], x: number): number | undefined {
	const next = points.findIndex(([at]) => at >= x);
	if (next <= 0) {
		return points[next]?.[1];
	}

	const [[left, low], [right, high]] = [points[next - 1], points[next]];
	return low + ((high - low) * (x - left)) / (right - left);
}
