/** Axes of curves: what they reach from and to, their round numbers, and where a value lies along them. */
import type {Plot} from './form.ts';

export type Axis = {
	readonly ticks: readonly number[];
	/** 0 at its begin, 1 at its end. */
	share(value: number): number;
};

/** Both axes of a plot, over the points of all its curves. */
export function axesOf({series, isLogX, isLogY}: Plot): {readonly x: Axis; readonly y: Axis} {
	const points = series.flatMap((each) => each.points);
	return {
		x: axisOf(
			points.map(([x]) => x),
			isLogX,
		),
		y: axisOf(
			points.map(([, y]) => y),
			isLogY,
		),
	};
}

/** One of powers where `isLog` and all values are above 0; else one that begins at 0. */
export function axisOf(values: readonly number[], isLog = false): Axis {
	return isLog && values.every((value) => value > 0) ? powerAxis(values) : evenAxis(values);
}

/** From 0 to the next round number above all values, in at most five steps of 1, 2 or 5 times a power of ten. */
function evenAxis(values: readonly number[]): Axis {
	const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
	const power = 10 ** Math.floor(Math.log10(largest / 5));
	const step = power * ([1, 2, 5, 10].find((factor) => largest / (factor * power) <= 5) ?? 10);
	const count = Math.ceil(largest / step - 1e-9);
	const ticks = Array.from({length: count + 1}, (_, i) => Number((i * step).toPrecision(12)));
	return {ticks, share: (value) => value / ticks[count]};
}

const ticksMax = 7;

/** From the least to the largest value, with powers of ten, and twos and fives of them where there is room. */
function powerAxis(values: readonly number[]): Axis {
	const [least, most] = [Math.min(...values), Math.max(...values)];
	const [low, high] = [Math.log10(least), Math.log10(most)];
	const width = high - low || 1;
	const powers = Array.from(
		{length: Math.ceil(high) - Math.floor(low) + 1},
		(_, i) => 10 ** (Math.floor(low) + i),
	);
	const ticksOf = (factors: readonly number[]) =>
		powers
			.flatMap((power) => factors.map((factor) => Number((factor * power).toPrecision(12))))
			.filter((tick) => tick >= least && tick <= most);
	const choices = [ticksOf([1, 2, 5]), ticksOf([1]), ticksOf([1]).filter((_, i) => i % 2 === 0)];
	const ticks = choices.find(({length}) => length <= ticksMax) ?? choices[2];
	return {ticks, share: (value) => (Math.log10(value) - low) / width};
}
