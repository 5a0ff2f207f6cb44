/** A cost table of measurements, with all that limits it. */
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {modern} from '../../designs/costs/modern.ts';
import {UserError} from '../../machine/user-error.ts';
import {experiments, experimentWork, isExperiment} from './experiments.ts';
import {fitCosts, type Measurement, type Residual} from './fit.ts';

export type Calibration = CostTable & {readonly measurements: readonly Residual[]};

/** What the stopwatch printed: an experiment, its size and microseconds a line. Throws a UserError for another line. */
export function readMeasurements(text: string): readonly Measurement[] {
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [id, size, us] = line.split(' ');
			if (!isExperiment(id) || !/^\d+$/.test(size ?? '') || !(Number(us) > 0)) {
				throw new UserError(`This is no measurement: ${line}`, {expected: 'such as "fork 1024 83.5"'});
			}

			return {
				what: experiments[id].words(Number(size)),
				work: experimentWork(id, Number(size)),
				us: Number(us),
			};
		});
}

/** Beyond this share it is told. */
const offMax = 0.25;
const worstMax = 3;

/** `also` are sentences of who measured. Throws a UserError where nothing was measured. */
export function calibrationOf(
	measurements: readonly Measurement[],
	{title, source, also}: {readonly title: string; readonly source: string; readonly also: readonly string[]},
): Calibration {
	if (measurements.length === 0) {
		throw new UserError('Nothing was measured from which prices could be had.', {
			expected: 'a recording with durations of calls, as strace -T writes them',
		});
	}

	const {micros, residuals, unmeasured} = fitCosts(measurements, modern);
	const worst = residuals
		.filter(({off}) => Math.abs(off) > offMax)
		.sort((left, right) => Math.abs(right.off) - Math.abs(left.off))
		.map(({what, off}) => `${what} by ${percent(off)}`);
	const more = worst.length > worstMax ? ` and ${worst.length - worstMax} more` : '';
	return {
		id: 'this-machine',
		title,
		source,
		micros,
		limits: [
			...also,
			...(unmeasured.length === 0
				? []
				: [`Not measured, and at the prices of the cost table modern: ${unmeasured.join(', ')}.`]),
			...(worst.length === 0
				? []
				: [`The prices are off what was measured: ${worst.slice(0, worstMax).join(', ')}${more}.`]),
		],
		measurements: residuals,
	};
}

function percent(share: number): string {
	return `${share > 0 ? '+' : ''}${Math.round(share * 100)} %`;
}
